import {countOf, listOf} from '../../text/count.js';
import {formatBytes, formatCount} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import type {LeftOut} from '../estimate/savingsEstimate.js';
import {crossingsOf} from './crossings.js';
import {differsFromKernel, isWhole, type MapReport, type MapRow} from './mapReport.js';

const mostReasons = 5;
const mostTenants = 8;

/** What a map says besides its figures; `rows` as from `mapRows`. */
export function mapSentences(report: MapReport, rows: readonly MapRow[]): string[] {
  const {map, pageBytes, kernelFrames = 0, kernelMappings = 0} = report;
  if (map.hidden) return [hiddenSentences[map.hidden]];
  if (map.frames === 0 && isWhole(report)) return ['No page is merged.'];
  const said = [tenantsSentence(report, rows), tenantNames(report, rows)];
  const farthest = farthestFromProRata(rows);
  if (farthest) said.push(farthest);
  if (differsFromKernel(report)) {
    said.push(
      `The map has ${formatCount(map.frames)} merged frames with ${formatCount(map.mappings)} users; the kernel counts ${formatCount(kernelFrames)} with ${formatCount(kernelMappings)}. The rest was merged or unmerged while the map was made, or is in processes that were not read.`,
    );
  }
  if (!map.flagBelieved) {
    const undecided =
      map.undecidedPages > 0
        ? `; ${formatBytes(map.undecidedPages * pageBytes)} could not be distinguished from memory that fork shares`
        : '';
    said.push(
      `KPF_KSM of /proc/kpageflags is wrong on this kernel: smaps and addresses decided what is merged${undecided}.`,
    );
  }
  if (map.processesNotRead > 0) {
    const processes = countOf(map.processesNotRead, 'process', 'processes');
    said.push(`More may be shared: the map was stopped before it had read ${processes}.`);
  }
  if (map.leftOut.length > 0) said.push(`More may be shared: ${leftOutText(map.leftOut)}.`);
  return said;
}

const hiddenSentences = {
  frames:
    'ksmtop cannot determine who shares with whom: without CAP_SYS_ADMIN the kernel hides which memory a page is in. Run ksmtop as root, outside of containers.',
  flags:
    'ksmtop cannot determine who shares with whom: /proc/kpageflags, which says what is merged, cannot be read. That takes root, and a kernel with CONFIG_PROC_PAGE_MONITOR.',
} as const;

function tenantsSentence(report: MapReport, rows: readonly MapRow[]): string {
  const {map} = report;
  const tenants = tenantsOf(rows).length;
  if (map.crossedFrames === 0) {
    return tenants > 1
      ? `${countOf(tenants, 'tenant')} share no merged page with one another.`
      : 'All merged pages belong to one tenant.';
  }
  const {bytes, containers} = crossingsOf(report);
  return `${formatBytes(bytes)} of merged memory is shared across tenants, by ${countOf(containers, 'container')}: a tenant can find out what another one holds in memory.`;
}

/** Which are taken for different; those with the most merged memory come first. */
function tenantNames({tenantPattern}: MapReport, rows: readonly MapRow[]): string {
  const by = tenantPattern === undefined ? '' : ` (named by the pattern ${tenantPattern})`;
  return showUntrusted(`Tenants${by}: ${listOf(tenantsOf(rows), mostTenants)}.`);
}

/** The tenants of these containers, each once. */
export function tenantsOf(rows: readonly MapRow[]): string[] {
  return [...new Set(rows.flatMap((row) => row.tenants))];
}

/** Where the share that the other pages show is the farthest from the exact one. */
function farthestFromProRata(rows: readonly MapRow[]): string | undefined {
  const difference = ({savedBytes, proRataBytes = savedBytes}: MapRow) => savedBytes - proRataBytes;
  const [row] = rows.toSorted((a, b) => Math.abs(difference(b)) - Math.abs(difference(a)));
  if (!row || row.proRataBytes === undefined || Math.abs(difference(row)) < 2 ** 20)
    return undefined;
  return `SAVED is exact here; elsewhere it is pro rata to the merged pages. They differ most for ${showUntrusted(row.group.name)}: ${formatBytes(row.savedBytes)} instead of ${formatBytes(row.proRataBytes)}.`;
}

/** Processes that were left out, by reason. */
function leftOutText(leftOut: readonly LeftOut[]): string {
  const counts = new Map<string, number>();
  for (const {reason} of leftOut) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostReasons)
    .map(([reason, count]) => `${count} ${reason}`);
  const processes = countOf(leftOut.length, 'process', 'processes');
  return `${processes} left out (${reasons.join(', ')})`;
}
