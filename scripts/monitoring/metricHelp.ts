import {containerFigures} from '../../source/output/containerFigures.js';
import {memoryFigures} from '../../source/output/estimate/estimateFigures.js';
import {hostFigures} from '../../source/output/hostFigures.js';
import {counterMetrics, parameterMetrics} from '../../source/output/metricNames.js';

const meanings: ReadonlyMap<string, string> = new Map([
  ...hostFigures.map(({name, meaning}) => [`ksm_${name}`, meaning] as const),
  ...containerFigures.map(({name, meaning}) => [`ksm_container_${name}`, meaning] as const),
  ...memoryFigures.flatMap(({name, meaning}) => [
    [`ksm_estimate_${name}`, meaning] as const,
    [`ksm_container_estimate_${name}`, meaning] as const,
  ]),
  ...[...counterMetrics, ...parameterMetrics].map(({name, help}) => [name, help] as const),
]);

/** What a metric of `print` or `estimate --format openmetrics` means. Throws for one that there is not. */
export function metricHelp(name: string): string {
  const meaning = meanings.get(name);
  if (meaning === undefined) throw new Error(`no metric ${name}`);
  return meaning;
}
