import {listOf} from '../../text/count.js';
import {formatPercent} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import {groupBy} from '../groupBy.js';
import type {Checked} from '../tuning/checkValue.js';
import type {Plan} from '../tuning/plan.js';

/** The same change on some hosts of a fleet: its plan for each, and the hosts that are skipped. */
export type FleetPlan = {
  /** For example `start ksmd`. */
  what: string;
  /** What it means on any host, as a sentence. */
  meaning: string;
  changes: ReadonlyArray<HostName & PlannedChange>;
  /** Hosts where nothing needs to be changed, or nothing can be. */
  skipped: ReadonlyArray<HostName & {reason: string; isUnchanged: boolean}>;
};

/** The plan for one host, and the CPU that ksmd will probably use, in percent of one core. */
export type PlannedChange = {plan: Plan; cpuPercent?: number | undefined};

/** A host in a plan. */
export type HostName = {id: string; name: string};

export type PlannedHost = HostName & {
  /** Why nothing can be written there; absent: it can. */
  refusal?: string | undefined;
  plan: () => Checked<PlannedChange>;
};

/** Plans a change on each of these hosts. */
export function planFleet(
  {what, meaning}: Pick<FleetPlan, 'what' | 'meaning'>,
  hosts: readonly PlannedHost[],
): FleetPlan {
  const changes: Array<FleetPlan['changes'][number]> = [];
  const skipped: Array<FleetPlan['skipped'][number]> = [];
  for (const {id, name, refusal, plan} of hosts) {
    const planned = refusal === undefined ? plan() : {problem: refusal};
    if (planned.problem !== undefined)
      skipped.push({id, name, reason: planned.problem, isUnchanged: false});
    else if (planned.value.plan.writes.length > 0) changes.push({id, name, ...planned.value});
    else skipped.push({id, name, reason: 'nothing to change', isUnchanged: true});
  }
  return {what, meaning, changes, skipped};
}

/** Most hosts that a question names; the list marks all of them. */
const namedHosts = 24;

/** The one question before a change: what, where, and what it costs. */
export function fleetQuestion({what, meaning, changes, skipped}: FleetPlan): string {
  const names = (hosts: readonly HostName[], most: number) =>
    listOf(
      hosts.map(({name}) => showUntrusted(name)),
      most,
    );
  const hosts = changes.length === 1 ? '1 host' : `${changes.length} hosts`;
  const sentences = [`${capital(what)} on ${hosts}: ${names(changes, namedHosts)}?`];
  if (meaning) sentences.push(meaning);
  for (const [cost, paying] of groupBy(
    changes.flatMap((change) => change.plan.costs.map((cost) => [cost, change] as const)),
  )) {
    const all = paying.length === changes.length;
    sentences.push(all ? cost : `${names(paying, 3)}: ${cost}`);
  }
  const effort = effortText(changes);
  if (effort) sentences.push(effort);
  const already = skipped.filter(({isUnchanged}) => isUnchanged);
  if (already.length > 0) sentences.push(`Nothing to change on ${names(already, 6)}.`);
  const unable = skipped.filter(({isUnchanged}) => !isUnchanged);
  if (unable.length > 0) sentences.push(`Skipped: ${names(unable, 6)}.`);
  return sentences.join(' ');
}

/** `ksmd then uses about 4.0 % to 48 % of a core each.` */
function effortText(changes: FleetPlan['changes']): string | undefined {
  const percents = changes.flatMap(({cpuPercent}) => cpuPercent ?? []);
  if (percents.length === 0) return undefined;
  const [least, most] = [Math.min(...percents), Math.max(...percents)].map(formatPercent);
  const range = least === most ? least : `${least} to ${most}`;
  const each = changes.length > 1 ? ' each' : '';
  const where = percents.length < changes.length ? ', where its pace is known' : '';
  return `ksmd then uses about ${range} of a core${each}${where}.`;
}

/** The message when no host can be changed, or needs to be. */
export function nothingToDo({what, skipped}: FleetPlan): string {
  const refused = skipped.find(({isUnchanged}) => !isUnchanged);
  if (!refused) return `${capital(what)}: nothing to change.`;
  return `${capital(what)}: not possible. ${showUntrusted(refused.name)}: ${refused.reason}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
