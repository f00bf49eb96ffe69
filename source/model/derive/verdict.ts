import {type Evidence, gatherEvidence} from '../advice/evidence.js';
import {hasScannedEnough, isLosing, judgedProfitBytes} from '../advice/judgments.js';
import type {Model} from '../model.js';
import type {ContainerRow} from './containers.js';
import {percentSinceBoot} from './ksmd/ksmdEffort.js';
import {thresholdsOf} from './thresholds.js';
import {
  type HeldVerdict,
  type HeldVerdicts,
  type Verdict,
  verdictThresholds,
} from './verdictTable.js';

/** The verdict on the host; absent: the kernel does not report enough. */
export function hostVerdict(model: Model): Verdict | undefined {
  return hold(model, model.heldVerdicts?.host, (cpuFactor) => hostVerdictNow(model, cpuFactor));
}

/** The verdicts of a model, which those of the next one follow. */
export function heldVerdicts(model: Model): HeldVerdicts {
  const before = model.heldVerdicts;
  const host = heldSince(model, before?.host, hostVerdict(model));
  const containers = new Map<string, HeldVerdict>();
  for (const row of model.containers ?? []) {
    const {id} = row;
    const held = heldSince(model, before?.containers.get(id), containerVerdict(model, row));
    if (held) containers.set(id, held);
  }
  return {...(host && {host}), containers};
}

function heldSince(
  {sample, effortPercent}: Model,
  before: HeldVerdict | undefined,
  verdict: Verdict | undefined,
): HeldVerdict | undefined {
  if (!verdict) return undefined;
  const now = sample.monotonicMs;
  if (before?.verdict === verdict) return isHeld(before, now) ? before : {verdict};
  return effortPercent === undefined ? {verdict} : {verdict, sinceMs: now};
}

function isHeld({sinceMs}: HeldVerdict, nowMs: number): boolean {
  return sinceMs !== undefined && nowMs - sinceMs < 1000 * verdictThresholds.holdSeconds;
}

/** Verdicts between which noise in ksmd's CPU could alternate. */
const heldWords: ReadonlySet<Verdict> = new Set(['saving', 'costly']);

/** A verdict as if ksmd used this many times its CPU. */
type VerdictAt = (cpuFactor: number) => Verdict | undefined;

/** The verdict to give: that of the previous sample, as long as it is held. */
function hold(
  {sample, effortPercent}: Model,
  before: HeldVerdict | undefined,
  verdictAt: VerdictAt,
): Verdict | undefined {
  const now = verdictAt(1);
  if (!before || !now || before.verdict === now) return now;
  if (!heldWords.has(before.verdict) || !heldWords.has(now)) return now;
  // After a change of settings, the CPU is not known yet.
  const isUndecided =
    effortPercent === undefined && before.verdict === 'costly' && now === 'saving';
  if (isUndecided) return before.verdict;
  const isNear = [1 / clearFactor, clearFactor].some((f) => verdictAt(f) === before.verdict);
  return isNear && isHeld(before, sample.monotonicMs) ? before.verdict : now;
}

const {clearFactor} = verdictThresholds;

function hostVerdictNow(model: Model, cpuFactor: number): Verdict | undefined {
  const evidence = gatherEvidence(model);
  return judgeHost(
    evidence,
    {
      judgedBytes: judgedProfitBytes(evidence),
      youngPages: evidence.youngItems.size > 0 ? evidence.allYoungItems : undefined,
    },
    cpuFactor,
  );
}

/** Whether the verdict on the host depends on how long its processes have been scanned. */
export function dependsOnProcesses(model: Model): boolean {
  const evidence = gatherEvidence(model);
  const {profitBytes, offeredPages} = model.figures;
  const ifAllAreOld = judgeHost(evidence, {judgedBytes: profitBytes, youngPages: undefined});
  const ifAllAreYoung = judgeHost(evidence, {judgedBytes: undefined, youngPages: offeredPages});
  return ifAllAreOld !== ifAllAreYoung;
}

function judgeHost(
  evidence: Evidence,
  age: Pick<Account, 'judgedBytes' | 'youngPages'>,
  cpuFactor = 1,
): Verdict | undefined {
  if (!evidence.running) return isStopped(evidence) ? 'off' : undefined;
  const {savedBytes, profitBytes, offeredPages} = evidence.model.figures;
  // On a host, offered memory has rmap items, except where it consists of zero pages alone.
  const isOffering = (savedBytes ?? 0) > 0;
  const account = {savedBytes, profitBytes, offeredPages, isOffering, ...age};
  return judge(evidence, account, cpuFactor);
}

/** The verdict on one container, which is charged ksmd's CPU by its share of the offered pages. */
export function containerVerdict(model: Model, row: ContainerRow): Verdict | undefined {
  const before = model.heldVerdicts?.containers.get(row.id);
  const verdictAt = (cpuFactor: number) => containerVerdictNow(model, row, cpuFactor);
  return hold(model, inStepWithHost(model, before, verdictAt(1)), verdictAt);
}

/**
 * Until when a container's verdict is held: a container that is judged like its host changes its
 * verdict with the host's, neither before nor after it.
 */
function inStepWithHost(
  model: Model,
  before: HeldVerdict | undefined,
  now: Verdict | undefined,
): HeldVerdict | undefined {
  const host = model.heldVerdicts?.host;
  if (!before || host?.verdict !== before.verdict) return before;
  const hostNow = hostVerdict(model);
  if (hostNow === before.verdict) return isHeld(host, model.sample.monotonicMs) ? host : before;
  return hostNow === now ? undefined : before;
}

function containerVerdictNow(
  model: Model,
  row: ContainerRow,
  cpuFactor: number,
): Verdict | undefined {
  const evidence = gatherEvidence(model);
  if (!evidence.running) return isStopped(evidence) ? 'off' : undefined;
  const {id, savedBytes, profitBytes, offeredBytes, preload} = row;
  // Unreadable processes may offer memory.
  if (!offeredBytes && row.processesReadable < row.processes) return undefined;
  const account = {
    savedBytes,
    profitBytes,
    judgedBytes: judgedProfitBytes(evidence, row),
    offeredPages: offeredBytes && offeredBytes / model.sample.host.pageSizeBytes,
    youngPages: evidence.youngItems.get(id),
    isOffering: preload.mergeable + preload.merging > 0,
  };
  return judge(evidence, account, cpuFactor);
}

/** Or it has no KSM; what `run` is may also be unknown. */
function isStopped({model: {sample}}: Evidence): boolean {
  return sample.ksm === undefined || sample.ksm.parameters.run !== undefined;
}

type Account = {
  savedBytes: number | undefined;
  profitBytes: number | undefined;
  /** Profit without processes that are too young to be judged. */
  judgedBytes: number | undefined;
  offeredPages: number | undefined;
  /** Offered by young processes; absent: there are none. */
  youngPages: number | undefined;
  isOffering: boolean;
};

function judge(evidence: Evidence, account: Account, cpuFactor: number): Verdict | undefined {
  const {savedBytes, profitBytes, judgedBytes, offeredPages, youngPages} = account;
  if (offeredPages === 0 && !account.isOffering) return 'idle';
  if (savedBytes === undefined || profitBytes === undefined || offeredPages === undefined) return;
  const isCostly = savedBytes < cpuFactor * worthySavings(evidence, offeredPages);
  if (profitBytes > 0 && !isCostly) return 'saving';
  if (!hasScannedEnough(evidence)) return 'starting';
  if (isLosing(evidence, judgedBytes)) return 'losing';
  const isYoung = youngPages !== undefined && youngPages >= offeredPages / 2;
  if (isYoung || isLosing(evidence, profitBytes)) return 'starting';
  return profitBytes > 0 ? 'costly' : 'idle';
}

/** Bytes that should be saved for the CPU that these pages cost; 0: the cost is negligible. */
function worthySavings({model}: Evidence, offeredPages: number): number {
  const {isEffortNoticeable, figures} = model;
  if (!isEffortNoticeable) return 0;
  const effortPercent = model.effortPercent ?? percentSinceBoot(model.sample) ?? 0;
  const part = figures.offeredPages ? Math.min(1, offeredPages / figures.offeredPages) : 1;
  return effortPercent * part * thresholdsOf(model).worthyBytesPerCpuPercent;
}
