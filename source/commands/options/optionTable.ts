import {defaultTop, type Format, formats, formatsOf} from '../../output/formats.js';

/** An option of the command line: how it is parsed, and its line in `--help`. */
export type Option = {
  type: 'string' | 'boolean';
  shortFlag?: string;
  /** The placeholder of its value in `--help`. */
  value?: string;
  meaning: string;
  default?: string | boolean;
  /** It may be given more than once. */
  isMultiple?: true;
  /** The least value of a whole number. */
  lowest?: number;
  /** It has no effect, and is refused, without one of these. */
  needs?: readonly string[];
};

/** As `text, json or csv`. */
export function wordList(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function formatMeaning(taken: readonly Format[]): string {
  return `Print ${wordList(taken)} (default text)`;
}

/** Every option, by its name in camel case; each command lists the ones it takes. */
export const optionTable = {
  delay: {
    type: 'string',
    shortFlag: 'd',
    value: 'SECONDS',
    meaning: 'Sample every SECONDS, 0.1 to 3600 (default 1; several hosts 2; --prometheus 15)',
  },
  count: {
    type: 'string',
    shortFlag: 'n',
    value: 'N',
    lowest: 1,
    meaning: 'Stop after N samples (default: when interrupted)',
  },
  format: {
    type: 'string',
    value: 'FORMAT',
    meaning: `Print ${wordList(formats)}, as the command allows (default text)`,
    default: 'text',
  },
  cpu: {
    type: 'string',
    value: 'PERCENT',
    lowest: 1,
    meaning: 'Use at most PERCENT of one core (default 25)',
  },
  minutes: {
    type: 'string',
    value: 'N',
    lowest: 1,
    meaning: 'Wait at most N minutes for the lowest lasting saving, then ask (default 30)',
  },
  preset: {
    type: 'string',
    value: 'PRESET',
    meaning: 'Try a preset, too: gentle, balanced, aggressive or "kernel default"',
  },
  record: {
    type: 'string',
    value: 'FILE',
    meaning: 'Record the trial to FILE, for replay',
  },
  tenants: {
    type: 'string',
    value: 'PATTERN',
    meaning: 'Name tenants by the first group of PATTERN in the names of containers',
  },
  estimate: {
    type: 'string',
    value: 'FILE',
    meaning: 'Show the estimate in FILE, too, printed by estimate --format json',
  },
  map: {
    type: 'string',
    value: 'FILE',
    meaning: 'Show the sharing map in FILE, too, printed by map --format json',
  },
  container: {
    type: 'string',
    value: 'CONTAINER',
    meaning: 'Print only the container with this name or id',
  },
  output: {
    type: 'string',
    shortFlag: 'o',
    value: 'FILE',
    meaning:
      'Write the report or estimate, or keep the newest sample, in FILE, replaced atomically',
  },
  top: {
    type: 'string',
    value: 'N',
    lowest: 1,
    meaning: `Print metrics of the N containers that save most, and the sum of the rest (default ${defaultTop})`,
  },
  maxSize: {
    type: 'string',
    value: 'SIZE',
    meaning: 'Rotate the recording at SIZE (for example 100M)',
  },
  keep: {
    type: 'string',
    value: 'N',
    lowest: 0,
    needs: ['maxSize'],
    meaning: 'Keep N rotated recordings, FILE.1 the newest (default 1)',
  },
  host: {
    type: 'string',
    shortFlag: 'H',
    value: '[USER@]HOST',
    meaning:
      'Connect to another host over ssh; it needs nothing installed. Repeat to show several hosts, a row each',
    isMultiple: true,
  },
  hosts: {
    type: 'string',
    value: 'FILE',
    meaning: 'Read hosts from FILE, one per line; # starts a comment',
  },
  sudo: {type: 'boolean', needs: ['host', 'hosts'], meaning: 'Use sudo -n on the remote host'},
  prometheus: {
    type: 'string',
    value: 'URL',
    meaning:
      'Show all hosts known to this Prometheus, a row each; log in with KSMTOP_PROMETHEUS_TOKEN, or _USER and _PASSWORD',
  },
  range: {
    type: 'string',
    value: 'TIME',
    needs: ['prometheus'],
    meaning: 'Show --prometheus trends over TIME, for example 30m, 6h or 7d (default 1h)',
  },
  readOnly: {type: 'boolean', meaning: 'Disable the keys that write'},
  startKsmd: {type: 'boolean', meaning: 'Start ksmd, too, if it is stopped'},
  remove: {type: 'boolean', meaning: 'Remove what persist wrote'},
  dryRun: {type: 'boolean', meaning: 'Show what would be written, without writing it'},
  yes: {type: 'boolean', meaning: 'Skip the confirmation'},
  color: {
    type: 'boolean',
    meaning: 'Disable colors, as NO_COLOR does',
    default: true,
  },
  mouse: {
    type: 'boolean',
    meaning: 'Leave the mouse to the terminal; the key M does so, too',
    default: true,
  },
  procfs: {
    type: 'string',
    value: 'DIR',
    meaning: "Read the host's /proc from DIR (default /proc)",
    default: '/proc',
  },
  sysfs: {
    type: 'string',
    value: 'DIR',
    meaning: "Read the host's /sys from DIR (default /sys)",
    default: '/sys',
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof optionTable;

/** An option as the help of a command describes it: by the values that this command takes. */
export function optionOf(command: string | undefined, name: OptionName): Option {
  const option: Option = optionTable[name];
  return name === 'format' ? {...option, meaning: formatMeaning(formatsOf(command))} : option;
}

/** The options that these words may name or that have a default: meow takes 1 ms to prepare all. */
export function optionsFor(words: readonly string[]): Partial<typeof optionTable> {
  if (words.some((word) => word.startsWith('--'))) return optionTable;
  return Object.fromEntries(
    Object.entries(optionTable).filter(
      ([, option]) => 'shortFlag' in option || 'default' in option,
    ),
  );
}

/** The options of a command line that names none. */
export function defaultOptions(): Readonly<Record<string, string | boolean>> {
  return Object.fromEntries(
    Object.entries(optionTable).flatMap(([name, option]) =>
      'default' in option ? [[name, option.default]] : [],
    ),
  );
}

/** An option as it is typed; one that is on by default is named by its `--no-` form. */
export function optionFlag(name: string): string {
  if (name.length === 1) return `-${name}`;
  const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const option: Option | undefined = (optionTable as Record<string, Option>)[name];
  return option?.default === true ? `--no-${dashed}` : `--${dashed}`;
}
