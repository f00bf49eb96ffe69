import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openOptIn} from '../../../../source/host/optIn/openOptIn.js';
import type {LookedAt} from '../../../../source/model/optIn/optInResult.js';
import type {OptInAction, OptInWay} from '../../../../source/model/optIn/optInTarget.js';
import {childrenOf} from '../ksmd/process-files.js';
import {changeOften, killOften, type Times} from './changeOften.js';
import {type FindNative, latenessDuring} from './lateness.js';
import {type Spread, spreadOf} from './spread.js';
import type {OpenProcessOptIn, SoakTarget} from './targets.js';

/** How much to do. A round is an opt-in and an opt-out of each process of a program. */
export type SoakSize = {idleRounds: number; rounds: number; kills: number};

export type Measured = {
  /** For how long a program was stopped; by region, over all stops. */
  stops: Readonly<Record<OptInAction, Spread>>;
  /** How late a control process of usual priority woke up meanwhile. */
  lateness: Spread;
  /** Median: by region, a change takes many. */
  calls: number;
  retries: number;
};

export type Soaked = {
  name: string;
  way: OptInWay;
  processes: number;
  /** Of the process that has most. */
  mappings: number;
  idle?: Measured;
  loaded?: Measured;
  kills: number;
  /** Answers that were checked, and were right. */
  answered: number;
};

/** Opts a program in and out and kills the child that does it; throws if the program takes harm. */
export async function soakTarget(
  name: string,
  target: SoakTarget,
  native: FindNative,
  {idleRounds, rounds, kills}: SoakSize,
): Promise<Soaked> {
  const {running} = target;
  const registerDirectory = await mkdtemp(join(directoryInMemory(), 'ksmtop-soak-'));
  const open: OpenProcessOptIn = (pauseBefore) =>
    openOptIn('/proc', {registerDirectory, ...(pauseBefore && {pauseBefore})});
  const optIn = open();
  const pids = [running.pid, ...(await childrenOf(running.pid))];
  const look = () => Promise.all(pids.map((pid) => optIn.look({pid, action: 'in'})));
  const measure = async (times: number, check: () => void): Promise<Measured | undefined> => {
    if (times === 0) return undefined;
    let found: Times | undefined;
    const lateness = await latenessDuring(native, async () => {
      found = await changeOften(optIn, pids, Math.ceil(times / pids.length), check);
    });
    return found && measuredOf(found, lateness);
  };
  try {
    const before = await look();
    const idle = await measure(idleRounds, () => {});
    const load = target.putUnderLoad();
    const check = () => assert.deepEqual(load.wrong(), []);
    let loaded: Measured | undefined;
    try {
      await load.more(100);
      loaded = await measure(rounds, check);
      await killOften(open, optIn, pids, kills, check);
      await load.more(100);
    } finally {
      await load.stop();
    }
    check();
    const after = await look();
    assert.deepEqual(after.map(identityOf), before.map(identityOf));
    assert.doesNotMatch(running.output(), /EINTR|Interrupted system call/i);
    return {
      name,
      way: before[0]?.way ?? 'prctl',
      processes: pids.length,
      mappings: Math.max(...before.map(({facts}) => facts?.mappings ?? 0)),
      ...(idle && {idle}),
      ...(loaded && {loaded}),
      kills,
      answered: load.answered(),
    };
  } finally {
    await optIn.close();
    await rm(registerDirectory, {recursive: true});
  }
}

function measuredOf({stops, calls, retries}: Times, lateness: Spread): Measured {
  return {
    stops: {in: spreadOf(stops.in), out: spreadOf(stops.out)},
    ...{lateness, calls: spreadOf(calls).median, retries},
  };
}

/** As /run, where the register is: on a disk each change would wait until it is written. */
const directoryInMemory = () => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

/** That it lives, is the same process, and offers nothing. */
function identityOf({pid, startTicks, refusal, facts}: LookedAt) {
  return {pid, startTicks, refusal, mergeAny: facts?.mergeAny, offers: facts?.offers};
}
