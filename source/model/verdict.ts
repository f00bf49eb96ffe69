import type {ContainerRow} from './containers.js';
import {forecast} from './forecast.js';
import type {Model} from './model.js';
import {type Verdict, verdictThresholds} from './verdictTable.js';

const {scansToJudge, worthyBytesPerCpuPercent, noticeableCpuPercent, noticeableBytes} =
  verdictThresholds;

/** Judges the host; absent where the kernel does not tell enough. */
export function hostVerdict(model: Model): Verdict | undefined {
  const {figures, containers = []} = model;
  if (!isOn(model)) return 'off';
  return judge(
    figures,
    containers.some(offers),
    () => isInFirstScans(model) || isMostlyYoung(model, containers),
    model.effortPercent,
  );
}

/** Judges one container, which bears its part of ksmd's CPU by what it offers. */
export function containerVerdict(model: Model, row: ContainerRow): Verdict | undefined {
  if (!isOn(model)) return 'off';
  const {processes, processesReadable, offeredBytes = 0} = row;
  // What cannot be read may offer memory.
  if (offeredBytes === 0 && processesReadable < processes) return undefined;
  const part = Math.min(1, offeredBytes / (model.figures.offeredBytes || 1));
  return judge(row, offers(row), () => isYoung(model, row), model.effortPercent, part);
}

/** The figures that the verdict of a host and of a container rests on. */
type Account = Pick<ContainerRow, 'offeredBytes' | 'savedBytes' | 'profitBytes'>;

function judge(
  {offeredBytes, savedBytes, profitBytes}: Account,
  isOffering: boolean,
  isStarting: () => boolean,
  cpuPercent = 0,
  partOfCpu = 1,
): Verdict | undefined {
  if (offeredBytes === 0 && !isOffering) return 'idle';
  if (offeredBytes === undefined || savedBytes === undefined || profitBytes === undefined) return;
  const isCostly =
    cpuPercent >= noticeableCpuPercent &&
    savedBytes < worthyBytesPerCpuPercent * cpuPercent * partOfCpu;
  if (profitBytes > 0 && !isCostly) return 'saving';
  if (isStarting()) return 'starting';
  if (offeredBytes < noticeableBytes) return 'idle';
  return profitBytes > 0 ? 'wasting' : 'losing';
}

function isOn({sample}: Model): boolean {
  return sample.ksm?.parameters.run === '1';
}

function offers({preload}: ContainerRow): boolean {
  return preload.mergeable + preload.merging > 0;
}

/** Since the boot, or since everything was unmerged: that sets full_scans back to 0. */
function isInFirstScans({sample}: Model): boolean {
  return (sample.ksm?.counters.full_scans ?? 0) < scansToJudge;
}

function isMostlyYoung(model: Model, containers: readonly ContainerRow[]): boolean {
  let youngBytes = 0;
  let allBytes = 0;
  for (const row of containers) {
    allBytes += row.offeredBytes ?? 0;
    if (isYoung(model, row)) youngBytes += row.offeredBytes ?? 0;
  }
  return youngBytes > allBytes / 2;
}

/** Whether the oldest process that offers memory has not seen enough full scans. */
function isYoung(model: Model, {offeringSeconds}: ContainerRow): boolean {
  if (isInFirstScans(model)) return true;
  const scanSeconds = model.scans.fullScanSeconds ?? forecast(model, {}).fullScanSeconds?.value;
  if (offeringSeconds === undefined || scanSeconds === undefined) return false;
  return offeringSeconds < scansToJudge * scanSeconds;
}
