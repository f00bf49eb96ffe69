import {parseEstimate} from '../../../model/estimate/parseEstimate.js';
import type {
  Estimate,
  EstimateGroup,
  EstimateListener,
  EstimateRequest,
} from '../../../model/estimate/savingsEstimate.js';
import {parseMap} from '../../../model/map/parseMap.js';
import type {MapListener, MapRequest, SharingMap} from '../../../model/map/sharingMap.js';
import type {OptInChanger} from '../../../model/optIn/optInChanger.js';
import {
  createProgressReader,
  estimateProgressOf,
  mapProgressOf,
} from '../../../model/progressLines.js';
import type {Running} from '../../../model/running.js';
import {showUntrusted} from '../../../text/untrusted.js';
import type {MountPoints} from '../../io/mounts.js';
import type {Destination} from '../connection/sshCommand.js';
import {createFarOptIn, type RunThere} from './farOptIn.js';
import {type FarEnd, type FarRun, runFarKsmtop, type StartThere} from './farRun.js';
import {fitThere} from './farScript.js';

/** What the ksmtop of a remote host does for this one: only its answers come back. */
export type FarKsmtop = {
  /** Nothing of it comes before all of it is estimated. */
  estimate(
    request: EstimateRequest,
    listener?: Pick<EstimateListener, 'progress'>,
  ): Running<Estimate>;
  map(request: MapRequest, listener?: Pick<MapListener, 'progress'>): Running<SharingMap>;
  readonly optIn: OptInChanger;
  /** Ends what runs there. */
  close(): Promise<void>;
};

type Traits = {
  mounts?: Partial<MountPoints>;
  start?: StartThere;
  /** There, of a shell of the connection that this program samples over. */
  callerPid?: () => number | undefined;
};

/** It ends by itself within its time limit, with what it has. */
const extraSeconds = 30;
const closeTimeoutMs = 2000;

export function createFarKsmtop(
  to: Destination,
  {mounts = {}, start, callerPid = () => undefined}: Traits = {},
): FarKsmtop {
  const name = showUntrusted(to.destination);
  const cannotRead = `the answer of ksmtop on ${name} cannot be read. It may be of another version than this one: update the older one.`;
  const running = new Set<FarRun>();

  const run: RunThere = (words, timeLimitSeconds, take) => {
    const {procfs, sysfs} = mounts;
    const places = [
      ...(procfs === undefined || procfs === '/proc' ? [] : ['--procfs', procfs]),
      ...(sysfs === undefined || sysfs === '/sys' ? [] : ['--sysfs', sysfs]),
    ];
    const all = [...words, ...places];
    if (!fitThere(all)) return tooLong;
    const started = runFarKsmtop(to, all, {
      ...{timeLimitSeconds, take, start},
      callerPid: callerPid(),
    });
    running.add(started);
    void started.ended.then(() => running.delete(started));
    return started;
  };

  /** Reads an answer that is whole, or throws a sentence. */
  function answerOf<Answer>(
    verb: string,
    {output, problem}: FarEnd,
    parse: (json: string) => Answer,
  ): Answer {
    if (problem !== undefined) throw new Error(`Cannot ${verb}: ${problem}`);
    try {
      return parse(jsonOf(output));
    } catch {
      throw new Error(`Cannot ${verb}: ${cannotRead}`);
    }
  }

  return {
    estimate(request, listener) {
      const {groups, cpuPercent, timeLimitSeconds} = request;
      const names = groups.map(wordOf);
      const words = ['estimate', '--format', 'json', '--cpu', String(cpuPercent)];
      // With more names than fit it reads all containers.
      const of = run(
        [...words, ...(fitThere(names) ? names : [])],
        timeLimitSeconds + extraSeconds,
        createProgressReader((now) => listener?.progress(estimateProgressOf(now))),
      );
      const result = of.ended.then((end) =>
        answerOf('estimate', end, (json) => parseEstimate(json, groups)),
      );
      return {result, stop: of.stop};
    },
    map(request, listener) {
      const {cpuPercent, timeLimitSeconds, tenantPattern} = request;
      const words = ['map', '--format', 'json', '--cpu', String(cpuPercent)];
      const tenants = tenantPattern === undefined ? [] : [`--tenants=${tenantPattern}`];
      const of = run(
        [...words, ...tenants],
        timeLimitSeconds + extraSeconds,
        createProgressReader((now) => listener?.progress(mapProgressOf(now))),
      );
      const result = of.ended.then((end) =>
        answerOf('map', end, (json) => parseMap(json, request)),
      );
      return {result, stop: of.stop};
    },
    optIn: createFarOptIn(run, cannotRead),
    async close() {
      const all = [...running];
      for (const each of all) each.stop();
      const killer = setTimeout(() => {
        for (const each of all) each.kill();
      }, closeTimeoutMs);
      await Promise.all(all.map(({ended}) => ended));
      clearTimeout(killer);
    },
  };
}

const tooLong: FarRun = {
  ended: Promise.resolve({
    output: '',
    problem: 'these names are too many for one command line, or of more than one line.',
    notStarted: true,
  }),
  stop() {},
  kill() {},
};

/** A process also by its start time, so that no later one is meant. */
function wordOf({id, kind, processes: [process]}: EstimateGroup): string {
  if (kind !== 'process') return id;
  const pid = id.replace(/^process:/, '');
  return process?.startTicks === undefined ? pid : `${pid}@${process.startTicks}`;
}

/** The line that is the answer: login scripts may print others before it. */
function jsonOf(output: string): string {
  return /^\{.*/m.exec(output)?.[0] ?? '';
}
