import {differsFromKernel, type MapReport, type MapRow} from '../../../model/map/mapReport.js';
import {crossesTenants, sharedBytes} from '../../../model/map/matrix.js';
import {formatBytes, formatSignedBytes} from '../../../text/units.js';
import {showUntrusted} from '../../../text/untrusted.js';
import type {TableRow} from '../../draw/smallTable.js';

const mostPartners = 10;

/** What a cell of the map means: what two containers share, or one by itself, and their figures. */
export function mapFacts(report: MapReport, a: MapRow, b: MapRow): TableRow[] {
  if (a === b) return containerFacts(report, a);
  const names = `${nameOf(a)} and ${nameOf(b)}`;
  const shared = formatBytes(sharedBytes(a, b));
  const across = crossesTenants(a, b)
    ? `They belong to different tenants (${tenantsOf(a)}; ${tenantsOf(b)}).`
    : `Both belong to ${tenantsOf(a)}.`;
  return [
    {WHAT: 'shared', VALUE: `${names} share ${shared}. ${sharedBytes(a, b) > 0 ? across : ''}`},
    {},
    ...containerFacts(report, a),
    {},
    ...containerFacts(report, b),
  ];
}

function containerFacts(report: MapReport, row: MapRow): TableRow[] {
  const {savedBytes, proRataBytes, otherNodeBytes, zeroBytes} = row;
  const difference =
    proRataBytes === undefined
      ? ''
      : `, ${formatSignedBytes(savedBytes - proRataBytes)} against ${formatBytes(proRataBytes)} pro rata`;
  return [
    {WHAT: 'container', VALUE: nameOf(row)},
    {WHAT: 'tenants', VALUE: tenantsOf(row)},
    {WHAT: 'merged', VALUE: formatBytes(row.mergedBytes)},
    {WHAT: 'within itself', VALUE: formatBytes(row.withinBytes)},
    {WHAT: 'with others', VALUE: `${formatBytes(row.othersBytes)}${partnersText(report, row)}`},
    {WHAT: 'across tenants', VALUE: formatBytes(row.tenantsCrossedBytes)},
    ...(otherNodeBytes === undefined
      ? []
      : [{WHAT: 'on another node', VALUE: formatBytes(otherNodeBytes)}]),
    ...(zeroBytes ? [{WHAT: 'zero pages', VALUE: formatBytes(zeroBytes)}] : []),
    {WHAT: 'saved', VALUE: `${formatBytes(savedBytes)} exactly${difference}`},
    {
      WHAT: 'if it ends',
      VALUE: freedText(row),
    },
    {
      WHAT: 'if it opts out',
      VALUE: `${formatBytes(row.neededToOptOutBytes)} of free memory is needed for copies of its own.`,
    },
    ...(differsFromKernel(report)
      ? [{WHAT: 'caution', VALUE: 'The map differs from what the kernel counts.'}]
      : []),
  ];
}

function freedText({freedWhenEndedBytes}: MapRow): string {
  return freedWhenEndedBytes > 0
    ? `${formatBytes(freedWhenEndedBytes)} of merged memory is freed: no other container uses it.`
    : 'No merged memory is freed: other containers use all of it.';
}

/** Whose figures change when it ends or opts out. */
function partnersText({groups}: MapReport, {partners}: MapRow): string {
  if (partners.length === 0) return '';
  const named = partners.slice(0, mostPartners).map(({index, bytes}) => {
    const name = showUntrusted(groups[index]?.name ?? '');
    return `${name} ${formatBytes(bytes)}`;
  });
  const more = partners.length > mostPartners ? `, and ${partners.length - mostPartners} more` : '';
  return `: ${named.join(', ')}${more}`;
}

function nameOf({group}: MapRow): string {
  return showUntrusted(group.name);
}

function tenantsOf({tenants}: MapRow): string {
  return showUntrusted(tenants.join(', '));
}
