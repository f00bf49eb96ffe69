import {type CounterName, counters} from './counters.js';
import {findParameter, type ParameterName, parameters} from './parameters.js';

/** Content of `/sys/kernel/mm/ksm`; absent: this kernel lacks the file, or its text is invalid. */
export type KsmFiles = {
  counters: Partial<Record<CounterName, number>>;
  /** Text that could be written back: `run` masked to 0–2, `advisor_mode` as its chosen word. */
  parameters: Partial<Record<ParameterName, string>>;
};

/** Parses the texts of `/sys/kernel/mm/ksm/*`, given by file name. */
export function parseKsmFiles(files: Readonly<Record<string, string>>): KsmFiles {
  const result: KsmFiles = {counters: {}, parameters: {}};
  for (const {name} of counters) {
    const value = parseCounter(files[name] ?? '');
    if (value !== undefined) {
      result.counters[name] = value;
    }
  }

  for (const {name} of parameters) {
    const value = parseParameter(name, files[name] ?? '');
    if (value !== undefined) {
      result.parameters[name] = value;
    }
  }

  return result;
}

/**
 * One counter in its own unit. `general_profit` is negative on many hosts; other negative values
 * are kernel bugs (`ksm_zero_pages`), which the model rejects.
 */
export function parseCounter(text: string): number | undefined {
  const trimmed = text.trim();
  const value = /^-?\d+$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** One parameter as text that the kernel accepts; absent: the text is invalid. */
export function parseParameter(name: ParameterName, text: string): string | undefined {
  const trimmed = text.trim();
  if (name === 'advisor_mode') {
    return /\[([^\s[\]]+)\]/.exec(trimmed)?.[1];
  }

  if (!/^\d+$/.test(trimmed)) {
    return undefined;
  }

  return name === 'run' ? parseRun(trimmed) : knownSwitch(name, trimmed);
}

/** While memory goes offline the kernel shows `run` with 4 added to it. */
function parseRun(text: string): string | undefined {
  const run = Number(text) & 3;
  return Number(text) < 8 && run < 3 ? String(run) : undefined;
}

function knownSwitch(name: ParameterName, text: string): string | undefined {
  return findParameter(name)?.type === 'switch' && text !== '0' && text !== '1' ? undefined : text;
}
