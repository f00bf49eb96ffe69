import {existsSync, readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {registerDirectory} from '../../model/optIn/optInRegister.js';
import type {Surroundings} from '../../model/sample/surroundings.js';
import {childrenGone} from '../child/child.js';
import {startEstimate} from '../estimate/startEstimate.js';
import type {Host} from '../host.js';
import {ksmDirectory, type MountPoints} from '../io/mounts.js';
import {startMap} from '../map/startMap.js';
import {createAskSocket} from '../names/sockets/askSocket.js';
import {openOptIn} from '../optIn/openOptIn.js';
import {createSampler, type SampleDepth} from '../sampling/sampler.js';
import {findHostRoot} from './hostRoot.js';
import {createLocalReader} from './localReader.js';
import {openSamplingLog} from './samplingLog.js';
import {createTrialNotes} from './trialNotes.js';
import {createWriter} from './writeParameters.js';
import {writeWhenGone} from './writeWhenGone.js';

/** This machine. */
export type LocalHost = Host & {
  /** Reads what surrounds KSM and does not change. */
  surroundings(): Promise<Surroundings>;
  /** Reads that still hang in the kernel, each in a child that was killed. */
  readonly hungReads: number;
};

/** A killed process takes milliseconds to end; one that hangs is not awaited. */
const childrenTimeoutMs = 200;

/** The machine that ksmtop runs on. Throws a sentence when `procfs` is not a procfs. */
export function createLocalHost(
  mounts: Partial<MountPoints> = {},
  depth: SampleDepth = {},
): LocalHost {
  // Absolute paths: the children have another working directory.
  const [procfs, sysfs] = [resolve(mounts.procfs ?? '/proc'), resolve(mounts.sysfs ?? '/sys')];
  // Not `self`: in a foreign pid namespace that link leads nowhere.
  const missing = ['stat', 'meminfo', 'sys/kernel/osrelease'].find(
    (name) => !existsSync(`${procfs}/${name}`),
  );
  if (missing !== undefined && !hasProcesses(procfs)) {
    throw new Error(`${procfs} is not a procfs: ${procfs}/${missing} is missing.`);
  }
  const hostRoot = findHostRoot(procfs);
  const reader = createLocalReader();
  if (!depth.offersOnly) reader.prepare();
  const sampler = createSampler(
    reader,
    {procfs, sysfs},
    {hostRoot, askSocket: createAskSocket(reader)},
    depth,
  );
  const writer = createWriter(ksmDirectory(sysfs));
  const optIn = openOptIn(procfs, {registerDirectory: join(hostRoot, registerDirectory)});
  const log = openSamplingLog();
  return {
    async sample(scope) {
      const startMs = performance.now();
      const sample = await sampler.sample(scope);
      log?.(sample, reader.takeEffort(), performance.now() - startMs);
      const ownWrites = writer.takeOwnWrites();
      return ownWrites ? {...sample, ownWrites} : sample;
    },
    // Loaded when first used.
    async inspect(process) {
      const {inspectProcess} = await import('../inspect/inspect.js');
      return inspectProcess(reader, procfs, process);
    },
    async surroundings() {
      const {readSurroundings} = await import('../sampling/readSurroundings.js');
      return readSurroundings(reader, {procfs, sysfs}, hostRoot);
    },
    async memoryLimits(cgroups) {
      const {readMemoryLimits} = await import('../containers/memoryLimits.js');
      return readMemoryLimits(reader, {procfs, sysfs}, cgroups);
    },
    async trialFacts(containers) {
      const {readTrialFacts} = await import('../inspect/readTrialFacts.js');
      return readTrialFacts(reader, {procfs, sysfs}, containers);
    },
    trialNotes: createTrialNotes(hostRoot),
    endReaders: reader.endChildren,
    estimate: (request, listener) => startEstimate(procfs, request, listener),
    map: (request, listener) => startMap({procfs, sysfs}, request, listener),
    write: writer.write,
    writeWhenGone: (writes) => writeWhenGone(ksmDirectory(sysfs), writes),
    optIn,
    async close() {
      await optIn.close();
      sampler.stop();
      reader.close();
      await childrenGone(childrenTimeoutMs);
    },
    get hungReads() {
      return reader.hungReads;
    },
  };
}

/** A procfs may show only processes (`subset=pid`). */
function hasProcesses(procfs: string): boolean {
  try {
    return readdirSync(procfs).some(
      (name) => /^(?:\d+|self)$/.test(name) && existsSync(`${procfs}/${name}/stat`),
    );
  } catch {
    return false;
  }
}
