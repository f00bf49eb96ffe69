import {defaultTop, formats} from '../../output/formats.js';

/** An option of the command line: how it is parsed, and its line of `--help`. */
export type Option = {
  type: 'string' | 'boolean';
  shortFlag?: string;
  /** What stands for the value in `--help`. */
  value?: string;
  meaning: string;
  default?: string | boolean;
  /** It may be given more than once. */
  isMultiple?: true;
};

/** Every option, by its name in camel case; the commands say which of them they take. */
export const optionTable = {
  delay: {
    type: 'string',
    shortFlag: 'd',
    value: 'SECONDS',
    meaning:
      'Interval between samples, 0.1 to 3600 (default 1; of several hosts 2, with --prometheus 15)',
  },
  count: {
    type: 'string',
    shortFlag: 'n',
    value: 'N',
    meaning: 'Samples to take (default: until interrupted)',
  },
  format: {
    type: 'string',
    value: 'FORMAT',
    meaning: `${formats.join(', ')} (default text)`,
    default: 'text',
  },
  container: {
    type: 'string',
    value: 'NAME',
    meaning: 'Only the container of this name or id, as guide takes it',
  },
  output: {
    type: 'string',
    value: 'FILE',
    meaning: 'Keep the newest sample in FILE, replaced as a whole',
  },
  top: {
    type: 'string',
    value: 'N',
    meaning: `Metrics for the N containers that save most, the rest summed up (default ${defaultTop})`,
  },
  maxSize: {
    type: 'string',
    value: 'SIZE',
    meaning: 'Put a recording aside at this size, as 100M, and begin another',
  },
  keep: {
    type: 'string',
    value: 'N',
    meaning: 'Recordings put aside that stay, FILE.1 the newest (default 1)',
  },
  host: {
    type: 'string',
    shortFlag: 'H',
    value: '[USER@]HOST',
    meaning:
      'Another host, over ssh; nothing needs to be installed there. Several: the live screen has a row for each',
    isMultiple: true,
  },
  hosts: {
    type: 'string',
    value: 'FILE',
    meaning: 'File with such hosts, one a line; # begins a comment',
  },
  sudo: {type: 'boolean', meaning: 'Read and write there through sudo -n'},
  prometheus: {
    type: 'string',
    value: 'URL',
    meaning:
      'All hosts that this Prometheus knows, a row each; token or user and password in KSMTOP_PROMETHEUS_TOKEN, _USER, _PASSWORD',
  },
  range: {
    type: 'string',
    value: 'TIME',
    meaning: 'Time that the trends of --prometheus cover, as 30m, 6h, 7d (default 1h)',
  },
  readOnly: {type: 'boolean', meaning: 'Change nothing: the keys that write are off'},
  remove: {type: 'boolean', meaning: 'Take out what persist has written'},
  dryRun: {type: 'boolean', meaning: 'Show what would be written, and write nothing'},
  yes: {type: 'boolean', meaning: 'Go on without a question where it costs something'},
  color: {
    type: 'boolean',
    meaning: 'No colours, as with NO_COLOR in the environment',
    default: true,
  },
  procfs: {
    type: 'string',
    value: 'DIR',
    meaning: "Where the host's /proc is mounted (default /proc)",
    default: '/proc',
  },
  sysfs: {
    type: 'string',
    value: 'DIR',
    meaning: "Where the host's /sys is mounted (default /sys)",
    default: '/sys',
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof optionTable;

/**
 * Those that these words may name, and those that have a value even so: to prepare all of them
 * takes meow a millisecond, and most have no letter.
 */
export function optionsFor(words: readonly string[]): Partial<typeof optionTable> {
  if (words.some((word) => word.startsWith('--'))) return optionTable;
  return Object.fromEntries(
    Object.entries(optionTable).filter(
      ([, option]) => 'shortFlag' in option || 'default' in option,
    ),
  );
}

/** An option as it is typed; those that are on by default are named by how to turn them off. */
export function optionFlag(name: string): string {
  if (name.length === 1) return `-${name}`;
  const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const option: Option | undefined = (optionTable as Record<string, Option>)[name];
  return option?.default === true ? `--no-${dashed}` : `--${dashed}`;
}
