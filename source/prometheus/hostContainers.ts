import type {ContainerKind} from '../kernel/container/identity.js';
import type {ContainerRow} from '../model/derive/containers.js';
import {type PreloadState, preloadStates} from '../model/derive/preloadState.js';
import {containerCounts, containerFigures} from '../output/containerFigures.js';
import type {Course, Series} from './client.js';
import {trendOf} from './fleetRows.js';

type Values = Map<string, number>;

const prefix = 'ksm_container_';

/** The containers of a host, from the series that ksmtop wrote; empty where it wrote none. */
export function containersOf(
  series: readonly Series[],
  trends: readonly Course[],
  times: readonly number[],
): ContainerRow[] {
  const courses = new Map(trends.map((course) => [idOf(course.labels), course]));
  const containers = new Map<string, {labels: Series['labels']; values: Values; preload: Values}>();
  for (const {labels, value} of series) {
    const name = labels.__name__ ?? '';
    if (!name.startsWith(prefix) || name === `${prefix}verdict`) continue;
    const id = idOf(labels);
    const container = containers.get(id) ?? {labels, values: new Map(), preload: new Map()};
    containers.set(id, container);
    if (labels.state !== undefined) container.preload.set(labels.state, value);
    else container.values.set(name.slice(prefix.length), value);
  }
  return [...containers].map(([id, {labels, values, preload}]) => ({
    id,
    kind: (labels.kind ?? '') as ContainerKind,
    name: labels.container ?? '',
    ...countsOf(values),
    preload: Object.fromEntries(
      preloadStates.map((state) => [state, preload.get(state) ?? 0]),
    ) as Record<PreloadState, number>,
    ...figuresOf(values),
    trend: trendOf(courses.get(id), times).filter((point) => point !== undefined),
  }));
}

function idOf({kind, container}: Series['labels']): string {
  return `${kind}:${container}`;
}

function countsOf(values: Values): Pick<ContainerRow, 'processes' | 'processesReadable'> {
  const [processes = 0, processesReadable = 0] = containerCounts.map(({name}) => values.get(name));
  return {processes, processesReadable};
}

const figureKeys = {
  memory_bytes: 'memoryBytes',
  charged_bytes: 'chargedBytes',
  offered_bytes: 'offeredBytes',
  merged_bytes: 'mergedBytes',
  saved_bytes: 'savedBytes',
  profit_bytes: 'profitBytes',
} as const satisfies Readonly<Record<string, keyof ContainerRow>>;

function figuresOf(values: Values): Partial<ContainerRow> {
  return Object.fromEntries(
    containerFigures.flatMap(({name}) => {
      const value = values.get(name);
      const key = (figureKeys as Readonly<Record<string, string>>)[name];
      return value === undefined || key === undefined ? [] : [[key, value]];
    }),
  );
}
