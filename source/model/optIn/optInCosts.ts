import {countOf, listOf} from '../../text/count.js';
import {highestOf} from '../../text/extremes.js';
import {formatBytes, formatSeconds} from '../../text/units.js';
import {nameOf} from '../advice/words.js';
import {prctlSupport} from '../derive/kernelFeatures.js';
import {isStopped} from '../derive/ksmd/paceWindow.js';
import {groupBy} from '../groupBy.js';
import type {Model} from '../model.js';
import type {ProcessName} from '../sample/sample.js';
import {unmergeNeed} from '../tuning/unmerge.js';
import type {LookedAt} from './optInResult.js';
import type {OptInAction} from './optInTarget.js';
import type {PlannedProcess} from './plannedProcesses.js';

/** A process of a choice, looked at. */
export type Candidate = PlannedProcess & {looked: LookedAt};

/** Measured: taking apart what is merged, in seconds per byte. */
const unmergeSecondsPerByte = 0.076 / (61 * 1_048_576);
/** Measured: looking for what is merged, in seconds per mapped byte; a fifth where no page is. */
const searchSecondsPerByte = 0.02 / 1024 ** 3;

/** Whether something would be done to it. */
export function isPossible({looked: {refusal, isAlready}}: Candidate): boolean {
  return !refusal && !isAlready;
}

/** Those that are in the wanted state. */
export function alreadyDone(candidates: readonly Candidate[]): readonly ProcessName[] {
  return candidates.filter(({looked}) => looked.isAlready).map(({looked}) => looked);
}

/** Whether it would be left as it is, although it lives. */
export function isRefused({looked: {refusal}}: Candidate): boolean {
  return refusal !== undefined && refusal.name !== 'gone';
}

/** What opting in or out does and costs, a sentence each. */
export function costSentences(
  model: Model,
  candidates: readonly Candidate[],
  action: OptInAction,
): string[] {
  const possible = candidates.filter(isPossible);
  if (possible.length === 0) return [];
  return action === 'in' ? costsOfIn(model, possible) : costsOfOut(model, possible);
}

function costsOfIn(model: Model, possible: readonly Candidate[]): string[] {
  const hugeBytes = possible.reduce((sum, {looked}) => sum + (looked.facts?.hugeBytes ?? 0), 0);
  const names = [...new Set(possible.map(({container}) => container.name))].map(nameOf);
  const byRegion = possible.filter(({looked}) => looked.way === 'madvise');
  return [
    ...(byRegion.length > 0
      ? regionSentences(byRegion)
      : ['Each process is stopped for about a millisecond, longer while the CPUs are busy.']),
    'A write to a merged page copies that page first, which takes some microseconds.',
    ...(hugeBytes > 0
      ? [`They use ${formatBytes(hugeBytes)} of huge pages; KSM splits those it merges parts of.`]
      : []),
    `Equal pages are merged across owners: someone who can time writes in a container can learn that another process of the host has the same page. This concerns ${listOf(names)}.`,
    byRegion.length > 0 || prctlSupport(model.sample) === 'lost at exec'
      ? 'Processes that these start inherit the opt-in, but lose it at exec on this kernel.'
      : 'Processes that these start from now on inherit the opt-in.',
    'A program that restarts loses the opt-in; `ksmtop guide` shows how to make it last.',
    'Opting out again needs free memory for every page that is merged by then, and stops a process for about 1 ms per MiB of them, and up to 20 ms per GiB that it has mapped.',
    ...(isStopped(model.sample) ? ['ksmd is stopped: nothing merges until it is started.'] : []),
  ];
}

function costsOfOut(model: Model, possible: readonly Candidate[]): string[] {
  const bytes = possible.map((each) => mergedBytesAtMost(model, each));
  const isKnown = bytes.every((each) => each !== undefined);
  const sum = bytes.reduce((total: number, each = 0) => total + each, 0);
  const neededBytes = Math.min(sum, mergedBytesOfHost(model));
  const longest = highestOf(
    possible.map(({looked}, index) => {
      const searched = (looked.facts?.writableBytes ?? 0) * searchSecondsPerByte;
      return (bytes[index] ?? 0) * unmergeSecondsPerByte + searched;
    }),
  );
  const {availableBytes} = unmergeNeed(model.sample);
  const lacks = availableBytes !== undefined && neededBytes > availableBytes;
  const needed = isKnown ? `up to ${formatBytes(neededBytes)}` : 'an unknown amount';
  return [
    `Every merged page becomes a page of its own again: ${needed} of memory, ${formatBytes(availableBytes)} available.`,
    ...(lacks ? ['That is more than there is: the kernel may kill processes.'] : []),
    `Each process is stopped for about a millisecond, for about 1 ms per MiB merged, and for up to 20 ms per GiB that it has mapped${isKnown ? ` (the longest about ${formatSeconds(longest)})` : ''}.`,
    possible.some(({looked}) => looked.way === 'madvise')
      ? 'Only regions that ksmtop opted in are opted out; those that they offered themselves stay offered.'
      : 'Regions that a process offered itself (madvise) are opted out, too.',
  ];
}

/** What is different where the kernel cannot opt in a whole process. */
function regionSentences(byRegion: readonly Candidate[]): string[] {
  const regions = byRegion.reduce((sum, {looked}) => sum + (looked.calls ?? 0), 0);
  return [
    `This kernel cannot opt in a whole process (Linux 6.4 can), so each region of memory is offered by itself (madvise): ${countOf(regions, 'stop')} of less than a millisecond each, longer while the CPUs are busy.`,
    'Memory that they map later is not offered; opting in again adds it.',
  ];
}

/** Kernels count some merged pages too often: no process has more than the host. Absent: unknown. */
function mergedBytesAtMost(model: Model, {looked: {facts}}: Candidate): number | undefined {
  const ofHost = mergedBytesOfHost(model);
  const {mergedPages: pages = -1} = facts ?? {};
  const own = pages * model.sample.host.pageSizeBytes;
  if (pages >= 0 && Number.isSafeInteger(own)) return Math.min(own, ofHost);
  return Number.isFinite(ofHost) ? ofHost : undefined;
}

/** Infinite: unknown. */
function mergedBytesOfHost({sample}: Model): number {
  const {neededBytes} = unmergeNeed(sample);
  const {pages_shared: shared} = sample.ksm?.counters ?? {};
  return neededBytes === undefined || shared === undefined
    ? Number.POSITIVE_INFINITY
    : neededBytes + shared * sample.host.pageSizeBytes;
}

/** Merged memory that opting these processes out copies again, in bytes by container id. */
export function mergedBytesOf(
  model: Model,
  candidates: readonly Candidate[],
): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const candidate of candidates.filter(isPossible)) {
    const {id} = candidate.container;
    bytes.set(id, (bytes.get(id) ?? 0) + (mergedBytesAtMost(model, candidate) ?? 0));
  }
  return bytes;
}

/** How many can be opted in or out, and why others cannot, a line each. */
export function eligibilityLines(candidates: readonly Candidate[], action: OptInAction): string[] {
  const possible = candidates.filter(isPossible);
  const already = candidates.filter(({looked}) => looked.isAlready);
  return [
    `${possible.length} of ${countOf(candidates.length, 'process', 'processes')} can be opted ${action}.`,
    ...(already.length > 0
      ? [`${countOf(already.length, 'is', 'are')} opted ${action} already.`]
      : []),
    ...refusalLines(candidates.filter(({looked}) => looked.refusal)),
  ];
}

/** A line for each reason: many processes of a container share one. */
function refusalLines(refused: readonly Candidate[]): string[] {
  const names = groupBy(
    refused.map(({target, command, looked}) => [
      looked.refusal?.text ?? '',
      `${nameOf(command)} ${target.pid}`,
    ]),
  );
  return [...names].map(([reason, those]) => `${listOf(those)} cannot: ${reason}`);
}
