import {counters} from '../../kernel/ksm/counters.js';
import {
  findParameter,
  type Parameter,
  type ParameterName,
  parameters,
} from '../../kernel/ksm/parameters.js';
import {isAtLeast} from '../../kernel/system.js';
import {quoted} from '../../text/quoted.js';
import {groupThousands} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import type {Sample} from '../sample/sample.js';

/** Values by parameter, as the kernel spells them. */
export type Values = Readonly<Partial<Record<ParameterName, string>>>;

/** A valid value, or a sentence that says why there is none. */
export type Checked<T> = {value: T; problem?: never} | {value?: never; problem: string};

const switchWords: ReadonlyMap<string, string> = new Map([
  ['0', '0'],
  ['1', '1'],
  ['off', '0'],
  ['on', '1'],
  ['no', '0'],
  ['yes', '1'],
]);

/** The parameter with this name, as typed. */
export function checkName(name: string): Checked<ParameterName> {
  if (findParameter(name)) return {value: name as ParameterName};
  if (counters.some((counter) => counter.name === name)) {
    return {problem: `${name} is a kernel counter: it can be read, but not set.`};
  }
  const names = parameters.map((parameter) => parameter.name).join(', ');
  return {problem: `${quoted(name)} is not a KSM parameter; available: ${names}.`};
}

/**
 * A typed value in the kernel's spelling, checked more strictly than by the kernel where that
 * accepts harmful values.
 */
export function checkValue(name: ParameterName, text: string): Checked<string> {
  const parameter: Parameter | undefined = findParameter(name);
  const typed = text.trim();
  const takes = `${name} takes ${rangeText(name)}`;
  if (parameter?.type === 'integer') {
    if (!/^\d{1,15}$/.test(typed)) return {problem: `${takes}, not ${quoted(typed)}.`};
    const number = Number(typed);
    const {minimum = 0, maximum = Number.POSITIVE_INFINITY, below, above} = parameter;
    const why = number < minimum ? below : number > maximum ? above : undefined;
    if (why) return {problem: `${name}=${number} makes no sense: ${why}. ${takes}.`};
    if (number < minimum || number > maximum) return {problem: `${takes}, not ${number}.`};
    return {value: String(number)};
  }
  const value = parameter?.choices ? chosen(parameter.choices, typed) : switchWords.get(typed);
  return value === undefined ? {problem: `${takes}, not ${quoted(typed)}.`} : {value};
}

/** Why these values cannot be set together on this host, as a sentence; absent: they can. */
export function checkTogether(wanted: Values, {ksm, host}: Sample): string | undefined {
  if (!ksm)
    return 'This kernel has no KSM: it was built without CONFIG_KSM, or /sys is hidden or not mounted.';
  for (const name of Object.keys(wanted) as ParameterName[]) {
    if (ksm.parameters[name] !== undefined) continue;
    const {since = '', needs} = findParameter(name) ?? {};
    const condition = needs === undefined ? '' : `, for kernels built with ${needs}`;
    const kernel = `This kernel${host.kernelRelease && ` (${showUntrusted(host.kernelRelease)})`}`;
    const [major = 0, minor = 0] = since.split('.').map(Number);
    return needs === undefined && isAtLeast(host.kernelRelease, major, minor)
      ? `${name} cannot be read, or holds no valid value, so it is not written. ${kernel} should have it.`
      : `${kernel} has no ${name}; it was added in Linux ${since}${condition}.`;
  }
  const after = {...ksm.parameters, ...wanted};
  if (wanted.pages_to_scan !== undefined && after.advisor_mode === 'scan-time') {
    return "pages_to_scan is set by the kernel's advisor while advisor_mode=scan-time. Set advisor_mode=none at the same time.";
  }
  const least = Number(after.advisor_min_pages_to_scan);
  const most = Number(after.advisor_max_pages_to_scan);
  const bounded = wanted.advisor_min_pages_to_scan ?? wanted.advisor_max_pages_to_scan;
  if (bounded !== undefined && least > most) {
    return `advisor_min_pages_to_scan (${least}) would be above advisor_max_pages_to_scan (${most}).`;
  }
  return undefined;
}

/** `1 to 1 000 000 pages`, `0 or 1`, `none or scan-time`. */
export function rangeText(name: ParameterName): string {
  const parameter: Parameter | undefined = findParameter(name);
  if (parameter?.choices) return joinWords(Object.keys(parameter.choices));
  if (parameter?.type === 'switch') return '0 or 1';
  const {minimum = 0, maximum = 0, unit} = parameter ?? {};
  return `${groupThousands(minimum)} to ${groupThousands(maximum)} ${unit}`;
}

function chosen(choices: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(choices, word) ? word : undefined;
}

function joinWords(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
