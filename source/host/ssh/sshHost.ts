import type {ChildProcess} from 'node:child_process';
import {withoutUnknown} from '../../model/derive/savings.js';
import type {ProcessName, Sample} from '../../model/sample/sample.js';
import type {Surroundings} from '../../model/sample/surroundings.js';
import type {Connection} from '../connection.js';
import {readMemoryLimits} from '../containers/memoryLimits.js';
import type {Host, SampleScope} from '../host.js';
import {inspectProcess} from '../inspect/inspect.js';
import type {MountPoints} from '../io/mounts.js';
import {readTexts} from '../io/readTexts.js';
import {withTimeout} from '../io/withTimeout.js';
import {createWriteQueue} from '../local/writeParameters.js';
import {readSurroundings} from '../sampling/readSurroundings.js';
import {createSampler, type SampleDepth, type Sampler} from '../sampling/sampler.js';
import type {Destination} from './command.js';
import {createConnector} from './connector.js';
import {createRemoteReader} from './remoteReader.js';
import {createRemoteWrites} from './remoteWrites.js';
import {connectBySsh} from './sshLine.js';

/** A machine at the other end of a line, with nothing of ours installed there. */
export type SshHost = Host & {
  /**
   * Connects for the first time; rejects with a sentence. `mayAsk`: `ssh` may ask on the terminal.
   * A line that ends, or never came about, is tried again by itself until the host is closed;
   * meanwhile `sample` rejects with a sentence.
   */
  connect(mayAsk: boolean): Promise<void>;
  readonly connection: Connection;
  /** Reads what is around KSM and stays as it is. */
  surroundings(): Promise<Surroundings>;
};

export type SshHostOptions = Destination & {
  /** Where procfs and sysfs are mounted there. */
  mounts?: Partial<MountPoints>;
  depth?: SampleDepth;
  /** Absent: by the system's `ssh`. */
  connectBy?: (destination: Destination, mayAsk: boolean) => ChildProcess;
};

/** A machine from its start to its end. */
type Boot = {id: string | undefined; sampler: Sampler; clockOffsetMs?: number};

/** No answer has come for so long while something was asked: it is said that the line stalls. */
const stalledMs = 3000;
const lookEveryMs = 250;

export function createSshHost({
  mounts = {},
  depth = {},
  connectBy = connectBySsh,
  ...to
}: SshHostOptions): SshHost {
  const {destination} = to;
  const {procfs = '/proc', sysfs = '/sys'} = mounts;
  const places = {procfs, sysfs};
  const reader = createRemoteReader(() => connector.giveUp(`${destination} stopped answering.`));
  const connector = createConnector({
    destination,
    connect: (mayAsk) => connectBy(to, mayAsk),
    opened(send, farSide) {
      reader.attach(send, farSide);
      writes.attach();
    },
    take(token) {
      const isOfWrite = token.is === 'said' && token.words[0] === 'wrote';
      return isOfWrite ? writes.take(token.words) : reader.take(token);
    },
    ended() {
      reader.detach();
      writer.assume(writes.detach());
    },
  });
  const writes = createRemoteWrites(reader, places, connector.whenConnected);
  const writer = createWriteQueue(writes.write);
  let boot: Boot | undefined;
  let linesSeen = 0;
  /** The sample that is being taken; its line may fail, and then it waits for the next one. */
  let taking: {scope: SampleScope; sample: Promise<Sample>} | undefined;
  const inspections = new Map<string, ReturnType<Host['inspect']>>();

  function connection(): Connection {
    const {overdueMs} = reader;
    const known = connector.connection;
    if (known.state !== 'connected' || overdueMs < stalledMs) return known;
    const seconds = Math.floor(overdueMs / 1000);
    return {
      ...known,
      state: 'stalled',
      problem: `${destination} has not answered for ${seconds} s.`,
    };
  }

  /** What was found out about the machine holds until it is started anew. */
  async function findBoot(): Promise<Boot> {
    if (boot && linesSeen === connector.lines) return boot;
    const {lines} = connector;
    const {id} = await readTexts(reader, {id: {path: `${procfs}/sys/kernel/random/boot_id`}});
    linesSeen = lines;
    if (boot && boot.id === id) return boot;
    boot?.sampler.stop();
    boot = {id, sampler: createSampler(reader, places, {hostRoot: '/'}, depth)};
    return boot;
  }

  async function takeSample(): Promise<Sample> {
    for (;;) {
      const {lines} = connector;
      const current = await findBoot();
      const scope = taking?.scope;
      const sample = await current.sampler.sample(scope);
      // Of a sample that was cut in two by the end of a line, the halves are of different times.
      if (lines !== connector.lines || scope !== taking?.scope) continue;
      return {...sample, monotonicMs: clockOf(current, sample)};
    }
  }

  /** One at a time, however often it is asked for meanwhile. */
  function sampleOnce(scope: SampleScope): Promise<Sample> {
    if (taking) {
      if (scope === 'whole') taking.scope = scope;
      return taking.sample;
    }
    const begun = {scope, sample: Promise.resolve().then(takeSample)};
    taking = begun;
    const end = () => {
      taking = undefined;
    };
    begun.sample.then(end, end);
    return begun.sample;
  }

  /** Over a line that is lost nothing is asked for: that would only wait, beside what waits already. */
  function failOverLostLine(): void {
    const {state, problem} = connection();
    if (state === 'lost') throw new Error(`${problem} Retrying automatically.`);
    if (state === 'stalled') throw new Error(problem);
  }

  /** Rejects when the line fails meanwhile; the work goes on when there is one again. */
  async function unlessLineFails<Result>(start: () => Promise<Result>): Promise<Result> {
    failOverLostLine();
    let result: {value: Result} | undefined;
    const done = start().then((value) => {
      result = {value};
    });
    // Without a line, nothing else may keep the program from ending.
    const awake = setInterval(() => {}, lookEveryMs);
    try {
      for (;;) {
        await withTimeout(done, lookEveryMs);
        if (result) return result.value;
        failOverLostLine();
      }
    } finally {
      clearInterval(awake);
    }
  }

  /** The page of a process asks again and again: one question is enough. */
  function inspectOnce(process: ProcessName): ReturnType<Host['inspect']> {
    const key = `${process.pid} ${process.startTicks}`;
    const known = inspections.get(key);
    if (known) return known;
    const inspection = inspectProcess(reader, procfs, process).finally(() =>
      inspections.delete(key),
    );
    inspections.set(key, inspection);
    return inspection;
  }

  return {
    connect: connector.connect,
    get connection() {
      return connection();
    },
    async sample(scope = 'whole') {
      const sample = await unlessLineFails(() => sampleOnce(scope));
      const ownWrites = writer.takeOwnWrites();
      const host = {...sample.host, containerFilesRead: false} as const;
      return {...sample, host, ...withoutUnknown({ownWrites})};
    },
    inspect: (process) => unlessLineFails(() => inspectOnce(process)).catch(() => undefined),
    surroundings: () => unlessLineFails(() => readSurroundings(reader, places, '/')),
    memoryLimits: (cgroups) =>
      unlessLineFails(() => readMemoryLimits(reader, places, cgroups)).catch(() => []),
    write: writer.write,
    writeWhenGone: writes.writeWhenGone,
    async close() {
      boot?.sampler.stop();
      await connector.close();
    },
  };
}

/**
 * Rates go by the clock of the machine, for what lies between two samples here has the delays of the
 * line in it. The clock is set to ours at first, so that it does not go back with a new start.
 */
function clockOf(boot: Boot, {monotonicMs, host}: Sample): number {
  if (host.uptimeSeconds === undefined) return monotonicMs;
  const uptimeMs = host.uptimeSeconds * 1000;
  boot.clockOffsetMs ??= monotonicMs - uptimeMs;
  return boot.clockOffsetMs + uptimeMs;
}
