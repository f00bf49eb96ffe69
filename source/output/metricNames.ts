import {type Counter, type CounterName, counters} from '../kernel/ksm/counters.js';
import type {KsmFiles} from '../kernel/ksm/ksmFiles.js';
import {type Parameter, type ParameterName, parameters} from '../kernel/ksm/parameters.js';
import {digitsText, numberText} from './numbers.js';

/** A kernel file as a metric, named after the conventions of Prometheus, in base units. */
export type KernelMetric<File = string> = {
  /** Name of the kernel's file. */
  file: File;
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** Absent: this kernel lacks the file. */
  value: (ksm: KsmFiles) => string | undefined;
};

/** The counters of `/sys/kernel/mm/ksm`. */
export const counterMetrics: ReadonlyArray<KernelMetric<CounterName>> = counters.map((counter) => ({
  file: counter.name,
  name: counterName(counter),
  type: counter.kind,
  help: counter.meaning,
  value: (ksm) => numberText(ksm.counters[counter.name]),
}));

/** The numeric parameters, with seconds for milliseconds and ratios for percentages. */
export const parameterMetrics: ReadonlyArray<KernelMetric<ParameterName> & {unitsInOne: number}> =
  parameters
    .filter(({name}) => name !== 'advisor_mode')
    .map((parameter) => ({
      file: parameter.name,
      unitsInOne: unitsInOne(parameter),
      name: parameterName(parameter),
      type: 'gauge',
      help: parameterHelp(parameter),
      value: (ksm) => baseUnits(parameter, ksm.parameters[parameter.name]),
    }));

function counterName({name, kind, unit}: Counter): string {
  const bare = `ksm_${name.replace(/^ksm_/, '')}`;
  if (unit === 'bytes') return `${bare}_bytes`;
  return kind === 'counter' ? `${bare}_total` : bare;
}

function parameterName({name, unit}: Parameter): string {
  if (unit === 'milliseconds') return `ksm_${name.replace(/_millisecs$/, '')}_seconds`;
  if (unit === 'seconds') return `ksm_${name}_seconds`;
  return unit === 'percent' ? `ksm_${name}_ratio` : `ksm_${name}`;
}

function parameterHelp({meaning, unit}: Parameter): string {
  return unit === 'percent' ? `${meaning} Shown as a ratio.` : meaning;
}

/** Number of the kernel's units in one of the metric's. */
function unitsInOne({unit}: Parameter): number {
  if (unit === 'milliseconds') return 1000;
  return unit === 'percent' ? 100 : 1;
}

function baseUnits(parameter: Parameter, text: string | undefined): string | undefined {
  const digits = digitsText(text);
  const units = unitsInOne(parameter);
  if (digits === undefined || units === 1) return digits;
  return numberText(Number(digits) / units, Math.log10(units));
}
