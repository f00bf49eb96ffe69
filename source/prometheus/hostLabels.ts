import {groupBy} from '../model/groupBy.js';

type Labels = Readonly<Record<string, string>>;

/**
 * Labels that distinguish hosts of the same `instance` where several clusters report to one
 * Prometheus. Not `job`: two jobs may scrape one host.
 */
export const placeLabels = [
  ...['cluster', 'cluster_name', 'cluster_id', 'k8s_cluster', 'kubernetes_cluster'],
  ...['datacenter', 'dc', 'region', 'zone', 'availability_zone', 'site', 'location'],
  ...['environment', 'env', 'tenant', 'customer', 'host', 'hostname', 'node'],
] as const;

/** Labels that queries group by. */
export const hostGrouping = ['instance', ...placeLabels].join(', ');

/** Id of a host within the fleet: its `instance`, with its place labels if it has any. */
export function hostIdOf(labels: Labels): string {
  const {instance = ''} = labels;
  const places = placesOf(labels);
  return places.length === 0 ? instance : `${instance}{${places.map(matcher).join()}}`;
}

/** Label matchers for one host; a missing label must be empty. */
export function hostMatchers(labels: Labels): string {
  const all = ['instance', ...placeLabels].map((name): [string, string] => [
    name,
    labels[name] ?? '',
  ]);
  return all.map(matcher).join();
}

/** Names of hosts: port and labels are included only where they distinguish hosts. */
export function hostNames(hosts: ReadonlyMap<string, Labels>): (id: string) => string | undefined {
  const instances = groupBy([...hosts].map(([, labels]) => [labels.instance ?? '', labels]));
  const differing = new Map([...instances].map(([name, twins]) => [name, differingIn(twins)]));
  const bareCounts = countBy([...instances.keys()].map(bare));
  return (id) => {
    const own = hosts.get(id);
    if (!own) return undefined;
    const {instance = ''} = own;
    const name = bareCounts.get(bare(instance)) === 1 ? bare(instance) : instance;
    const telling = placesOf(own).filter(([label]) => differing.get(instance)?.has(label));
    return [name || 'unnamed', ...telling.map(([label, value]) => `${label}=${value}`)].join(' ');
  };
}

/** The labels in which hosts of one instance differ. */
function differingIn(twins: readonly Labels[]): ReadonlySet<string> {
  return new Set(placeLabels.filter((label) => new Set(twins.map((twin) => twin[label])).size > 1));
}

function placesOf(labels: Labels): Array<[string, string]> {
  return placeLabels.flatMap(
    (name): Array<[string, string]> => (labels[name] ? [[name, labels[name]]] : []),
  );
}

function matcher([name, value]: readonly [string, string]): string {
  return `${name}=${JSON.stringify(value)}`;
}

function bare(instance: string): string {
  return instance.replace(/:\d{1,5}$/, '');
}

function countBy(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
