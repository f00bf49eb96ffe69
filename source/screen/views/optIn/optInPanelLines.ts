import {isStopped} from '../../../model/derive/ksmd/paceWindow.js';
import {type KnownEstimates, validEstimate} from '../../../model/estimate/knownEstimates.js';
import type {Model} from '../../../model/model.js';
import {resultLines} from '../../../model/optIn/resultLines.js';
import {remoteTrialCommand} from '../../../model/trial/remoteTrialCommand.js';
import {difference} from '../../../model/trial/trialPoint.js';
import type {OptInRun} from '../../../session/optIn/optingInState.js';
import {countOf} from '../../../text/count.js';
import {formatBytes, formatSignedBytes} from '../../../text/units.js';

/** What the panel of opting in shows above its question, a sentence or row each. */
export function panelLines(
  run: OptInRun,
  model: Model,
  known: KnownEstimates,
  containerIds: readonly string[],
): string[] {
  const bytes =
    'action' in run && run.action === 'in'
      ? expectedBytes(model.containers ?? [], known, containerIds)
      : undefined;
  const expected =
    bytes === undefined ? [] : [`Expected: it saves ${formatBytes(bytes)}, by the estimate.`];
  switch (run.phase) {
    case 'idle':
      return ['Nothing was changed.'];
    case 'failed':
      return [run.problem];
    case 'looking':
      return ['Looking at the processes …'];
    case 'changing':
      return [`${run.done} of ${countOf(run.total, 'process', 'processes')} done …`];
    case 'asking': {
      const isUnknown = run.action === 'in' && expected.length === 0;
      return [
        ...(isUnknown ? ['What it would save is not known yet: e estimates it.'] : expected),
        ...run.sentences,
      ];
    }
    case 'ended':
      return [
        ...(run.problem === undefined ? [] : [run.problem, '']),
        ...resultLines(run.action, run.changed).toReversed(),
        '',
        progressLine(run, model),
        ...expected,
        ...skippingLines(run, model, bytes),
      ];
  }
}

/** The question below, which stays in sight; none: nothing is asked. */
export function questionLines(run: OptInRun, model: Model, canTry: boolean): string[] {
  if (run.phase !== 'asking') return [];
  return [questionOf(run, model, canTry), ...remoteTrialLines(run, model)];
}

function questionOf(
  run: Extract<OptInRun, {phase: 'asking'}>,
  model: Model,
  canTry: boolean,
): string {
  if (!run.hasWork) return 'There is nothing to do; Esc goes back.';
  const start = offersStart(run, model) ? ', s to opt in and start ksmd' : '';
  const attempt = canTry ? ', t to try it and keep it only if it is worth it' : '';
  return `Press y to opt ${run.action}${start}${attempt}; any other key changes nothing.`;
}

/** A trial samples at its own pace and notes what it changes, so it runs on the host itself. */
function remoteTrialLines(
  run: Extract<OptInRun, {phase: 'asking'}>,
  {sample: {remote}}: Model,
): string[] {
  if (!isTriable(run) || !remote) return [];
  return [
    `To try it, and keep it only if it is worth it: ${remoteTrialCommand(remote, run.choice.containerIds)}`,
  ];
}

/** Whether a trial makes sense: what a single process saves depends on the others of its container. */
export function isTriable(run: OptInRun): boolean {
  return (
    run.phase === 'asking' && run.action === 'in' && run.hasWork && run.choice.pids.length === 0
  );
}

/** Whether to offer starting ksmd with the opt-in: it is known to be stopped. */
export function offersStart(run: OptInRun, {sample}: Model): boolean {
  return run.phase === 'asking' && run.hasWork && run.action === 'in' && isStopped(sample);
}

/** What these containers would save, by their estimates; absent: there is none. */
export function expectedBytes(
  containers: NonNullable<Model['containers']>,
  known: KnownEstimates,
  containerIds: readonly string[],
): number | undefined {
  const estimates = containers
    .filter(({id}) => containerIds.includes(id))
    .flatMap((row) => validEstimate(known, row) ?? []);
  if (estimates.length === 0) return undefined;
  return estimates.reduce((sum, {wouldSaveBytes}) => sum + wouldSaveBytes, 0);
}

const skippingSentence =
  'smart_scan skips pages that did not merge before: those that are alike now merge later, or never. The preset "boost, then settle" has ksmd look at all of them.';

/** A page merges once two scans have seen it unchanged. */
const scansToSettle = 2;

/** What was reached so far, until ksmd has been around twice. */
function progressLine(run: Extract<OptInRun, {phase: 'ended'}>, {sample, figures}: Model): string {
  const gained = formatSignedBytes(difference(run.savedBytesBefore, figures.savedBytes));
  // What is opted out is unmerged at once, also while ksmd is stopped.
  if (run.action === 'out') return `Saved since: ${gained}.`;
  if (isStopped(sample)) {
    return `ksmd is stopped, so nothing merges: s starts it. Saved so far: ${gained}.`;
  }
  const done = scansSince(run, sample);
  if (done === undefined) return `Saved since: ${gained}.`;
  return done >= scansToSettle
    ? `Settled after ${scansToSettle} full scans: saved ${gained} on this host.`
    : `Full scan ${Math.max(0, done) + 1} of ${scansToSettle}: saved ${gained} so far on this host.`;
}

/** Why less than was expected may have merged; none: smart_scan has no part in it. */
function skippingLines(
  run: Extract<OptInRun, {phase: 'ended'}>,
  {sample, figures}: Model,
  expected: number | undefined,
): string[] {
  const isSettled = (scansSince(run, sample) ?? 0) >= scansToSettle;
  const gained = difference(run.savedBytesBefore, figures.savedBytes);
  if (expected === undefined || gained === undefined || gained >= expected) return [];
  return isSettled && sample.ksm?.parameters.smart_scan === '1' ? [skippingSentence] : [];
}

/** Full scans from beginning to end: the one that was under way has not seen all of it. */
function scansSince(
  {fullScansBefore}: Extract<OptInRun, {phase: 'ended'}>,
  {ksm}: Model['sample'],
): number | undefined {
  const ended = difference(fullScansBefore, ksm?.counters.full_scans);
  return ended === undefined ? undefined : ended - 1;
}
