import type {ChildProcess} from 'node:child_process';
import {withoutUnknown} from '../../model/derive/unknown.js';
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
import {createConnector} from './connection/connector.js';
import {connectBySsh, type Destination} from './connection/sshCommand.js';
import {createFarKsmtop} from './farKsmtop/farKsmtop.js';
import {optionsForHost} from './farKsmtop/optionsForHost.js';
import {createRemoteReader} from './remoteReader.js';
import {createRemoteWrites} from './remoteWrites.js';

/** A host reached by ssh, without anything of ours installed there. */
export type SshHost = Host & {
  /**
   * Connects for the first time; rejects with a sentence. `mayAsk`: `ssh` may ask on the terminal.
   * A connection that fails or ends is retried automatically until the host is closed; meanwhile
   * `sample` rejects with a sentence.
   */
  connect(mayAsk: boolean): Promise<void>;
  readonly connection: Connection;
  /** Reads what surrounds KSM and does not change. */
  surroundings(): Promise<Surroundings>;
};

export type SshHostOptions = Destination & {
  /** Where procfs and sysfs are mounted there. */
  mounts?: Partial<MountPoints>;
  depth?: SampleDepth;
  /** Absent: by the system's `ssh`. */
  connectBy?: (destination: Destination, mayAsk: boolean) => ChildProcess;
};

/** What holds until the host reboots. */
type Boot = {id: string | undefined; sampler: Sampler; clockOffsetMs?: number};

/** A request without an answer for this long: the connection counts as stalled. */
const stalledMs = 3000;
const checkEveryMs = 250;

export function createSshHost({
  mounts = {},
  depth = {},
  connectBy = connectBySsh,
  ...to
}: SshHostOptions): SshHost {
  const {destination} = to;
  const {procfs = '/proc', sysfs = '/sys'} = mounts;
  const places = {procfs, sysfs};
  const remote = {name: destination, options: optionsForHost(to, places)};
  const reader = createRemoteReader(() => connector.giveUp(`${destination} stopped answering.`));
  const connector = createConnector({
    destination,
    connect: (mayAsk) => connectBy(to, mayAsk),
    opened(send, farSide) {
      keeperPid = farSide.keeperPid;
      reader.attach(send, farSide);
      writes.attach();
    },
    take(token) {
      const isOfWrite = token.is === 'said' && token.words[0] === 'wrote';
      return isOfWrite ? writes.take(token.words) : reader.take(token);
    },
    ended() {
      keeperPid = undefined;
      reader.detach();
      writer.assume(writes.detach());
    },
  });
  const writes = createRemoteWrites(reader, places, connector.whenConnected);
  const writer = createWriteQueue(writes.write);
  const farKsmtop = createFarKsmtop(to, {mounts: places, callerPid: () => keeperPid});
  /** Of the shell there that keeps the connection; absent: there is none. */
  let keeperPid: number | undefined;
  let boot: Boot | undefined;
  let connectionsSeen = 0;
  /** The sample being taken; if its connection fails, it waits for the next one. */
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

  /** What is known of the host holds until it reboots. */
  async function findBoot(): Promise<Boot> {
    if (boot && connectionsSeen === connector.connections) return boot;
    const {connections} = connector;
    const {id} = await readTexts(reader, {id: {path: `${procfs}/sys/kernel/random/boot_id`}});
    connectionsSeen = connections;
    if (boot && boot.id === id) return boot;
    boot?.sampler.stop();
    boot = {id, sampler: createSampler(reader, places, {hostRoot: '/'}, depth)};
    return boot;
  }

  async function takeSample(): Promise<Sample> {
    for (;;) {
      const {connections} = connector;
      const current = await findBoot();
      const scope = taking?.scope;
      const sample = await current.sampler.sample(scope);
      // The two halves of a sample that a reconnection interrupted are of different times.
      if (connections !== connector.connections || scope !== taking?.scope) continue;
      return {...sample, monotonicMs: clockOf(current, sample)};
    }
  }

  /** One at a time: requests meanwhile get the same sample. */
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

  /** Without a connection nothing is requested: it would only lengthen the queue. */
  function failIfDisconnected(): void {
    const {state, problem} = connection();
    if (state === 'lost') throw new Error(`${problem} Retrying automatically.`);
    if (state === 'stalled') throw new Error(problem);
  }

  /** Rejects when the connection fails meanwhile; the work continues over the next one. */
  async function unlessDisconnected<Result>(start: () => Promise<Result>): Promise<Result> {
    failIfDisconnected();
    let result: {value: Result} | undefined;
    const done = start().then((value) => {
      result = {value};
    });
    // Without a connection, nothing else keeps the program running.
    const awake = setInterval(() => {}, checkEveryMs);
    try {
      for (;;) {
        await withTimeout(done, checkEveryMs);
        if (result) return result.value;
        failIfDisconnected();
      }
    } finally {
      clearInterval(awake);
    }
  }

  /** The page of a process asks repeatedly: one inspection at a time is enough. */
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
      const sample = await unlessDisconnected(() => sampleOnce(scope));
      const ownWrites = writer.takeOwnWrites();
      const host = {...sample.host, containerFilesRead: false} as const;
      return {...sample, host, remote, ...withoutUnknown({ownWrites})};
    },
    inspect: (process) => unlessDisconnected(() => inspectOnce(process)).catch(() => undefined),
    surroundings: () => unlessDisconnected(() => readSurroundings(reader, places, '/')),
    memoryLimits: (cgroups) =>
      unlessDisconnected(() => readMemoryLimits(reader, places, cgroups)).catch(() =>
        cgroups.map((cgroup) => ({cgroup})),
      ),
    estimate: farKsmtop.estimate,
    map: farKsmtop.map,
    farOptIn: farKsmtop.optIn,
    write: writer.write,
    writeWhenGone: writes.writeWhenGone,
    async close() {
      boot?.sampler.stop();
      await Promise.all([farKsmtop.close(), connector.close()]);
    },
  };
}

/**
 * Rates use the clock of the host, because the time between two samples here includes the delays of
 * the connection. It starts at our clock, so that it does not go backwards when the host reboots.
 */
function clockOf(boot: Boot, {monotonicMs, host}: Sample): number {
  if (host.uptimeSeconds === undefined) return monotonicMs;
  const uptimeMs = host.uptimeSeconds * 1000;
  boot.clockOffsetMs ??= monotonicMs - uptimeMs;
  return boot.clockOffsetMs + uptimeMs;
}
