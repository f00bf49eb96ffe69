import {listOf} from '../../text/count.js';
import {formatPercent} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import type {Checked} from '../tuning/checkValue.js';
import type {Plan} from '../tuning/plan.js';

/** The same change on some hosts of a fleet: what it takes on each, and where it is not possible. */
export type FleetPlan = {
  /** As `start ksmd`. */
  what: string;
  /** What is to be known of it anyway, in a sentence. */
  meaning: string;
  steps: ReadonlyArray<HostStep & PlannedStep>;
  /** Hosts where there is nothing to be done, or nothing can be done. */
  left: ReadonlyArray<HostStep & {reason: string; isSo: boolean}>;
};

/** What it takes on one host, and the share of one core that ksmd is expected to take then. */
export type PlannedStep = {plan: Plan; cpuPercent?: number | undefined};

/** A host in a plan. */
export type HostStep = {id: string; name: string};

export type PlannedHost = HostStep & {
  /** Why nothing can be written there; absent: it can. */
  refusal?: string | undefined;
  plan: () => Checked<PlannedStep>;
};

export function planFleet(
  {what, meaning}: Pick<FleetPlan, 'what' | 'meaning'>,
  hosts: readonly PlannedHost[],
): FleetPlan {
  const steps: Array<FleetPlan['steps'][number]> = [];
  const left: Array<FleetPlan['left'][number]> = [];
  for (const {id, name, refusal, plan} of hosts) {
    const planned = refusal === undefined ? plan() : {problem: refusal};
    if (planned.problem !== undefined) left.push({id, name, reason: planned.problem, isSo: false});
    else if (planned.value.plan.writes.length > 0) steps.push({id, name, ...planned.value});
    else left.push({id, name, reason: 'nothing to change', isSo: true});
  }
  return {what, meaning, steps, left};
}

/** So many hosts are named in a question: more nobody reads, and the list marks them anyway. */
const namedHosts = 24;

/** The one question before a change: what, where, and what it costs. */
export function fleetQuestion({what, meaning, steps, left}: FleetPlan): string {
  const names = (hosts: readonly HostStep[], most: number) =>
    listOf(
      hosts.map(({name}) => showUntrusted(name)),
      most,
    );
  const hosts = steps.length === 1 ? '1 host' : `${steps.length} hosts`;
  const sentences = [`${capital(what)} on ${hosts}: ${names(steps, namedHosts)}?`];
  if (meaning) sentences.push(meaning);
  for (const [cost, paying] of groupBy(
    steps.flatMap((step) => step.plan.costs.map((cost) => [cost, step] as const)),
  )) {
    const all = paying.length === steps.length;
    sentences.push(all ? cost : `${names(paying, 3)}: ${cost}`);
  }
  const effort = effortText(steps);
  if (effort) sentences.push(effort);
  const already = left.filter(({isSo}) => isSo);
  if (already.length > 0) sentences.push(`Nothing to change on ${names(already, 6)}.`);
  const unable = left.filter(({isSo}) => !isSo);
  if (unable.length > 0) sentences.push(`Skipped: ${names(unable, 6)}.`);
  return sentences.join(' ');
}

/** `ksmd then uses about 4.0 % to 48 % of a core each.` */
function effortText(steps: FleetPlan['steps']): string | undefined {
  const percents = steps.flatMap(({cpuPercent}) => cpuPercent ?? []);
  if (percents.length === 0) return undefined;
  const [least, most] = [Math.min(...percents), Math.max(...percents)].map(formatPercent);
  const range = least === most ? least : `${least} to ${most}`;
  const each = steps.length > 1 ? ' each' : '';
  const where = percents.length < steps.length ? ', where its pace is known' : '';
  return `ksmd then uses about ${range} of a core${each}${where}.`;
}

/** Why nothing is asked: no host is left to be changed. */
export function nothingToDo({what, left}: FleetPlan): string {
  const refused = left.find(({isSo}) => !isSo);
  if (!refused) return `${capital(what)}: nothing to change.`;
  return `${capital(what)}: not possible. ${showUntrusted(refused.name)}: ${refused.reason}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function groupBy<Key, Value>(pairs: ReadonlyArray<readonly [Key, Value]>): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
