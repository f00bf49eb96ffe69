import {type Parameter, parameters} from '../../kernel/ksm/parameters.js';

/** What may be typed in one place: one of these words, or something the shell has to look up. */
export type Values =
  | readonly string[]
  | 'file'
  | 'directory'
  /** `[USER@]HOST`, as in the user's ssh_config. */
  | 'host'
  /** The name of a container of this machine. */
  | 'container'
  /** `NAME=VALUE` of a parameter that this kernel has. */
  | 'assignment'
  /** Nothing that could be suggested, such as a number. */
  | 'free';

export type CompletedOption = {
  /** As typed: `-d`, `--delay`. */
  flags: readonly string[];
  meaning: string;
  /** Absent: it takes no value. */
  values?: Values;
  /** The name of its value, as `SECONDS`. */
  valueName?: string;
  isMultiple: boolean;
};

export type CompletedCommand = {
  /** Absent: the live screen, which needs no word. */
  name?: string;
  meaning: string;
  options: readonly CompletedOption[];
  /** Absent: it takes no arguments. */
  operands?: {values: Values; isMultiple: boolean};
};

/** The command line as completion scripts need it. */
export type Grammar = readonly CompletedCommand[];

/** The values of each parameter that has few; none for a number. */
export const assignments: ReadonlyArray<readonly [name: string, values: readonly string[]]> =
  parameters.map(({name, type, choices}: Parameter) => [
    name,
    type === 'switch' ? ['0', '1'] : Object.keys(choices ?? {}),
  ]);

/** Shell commands that print candidates; what a shell or ksmtop could take for more than a name is left out. */
export const lookups = {
  host: `find -L ~/.ssh/config ~/.ssh/config.d /etc/ssh/ssh_config /etc/ssh/ssh_config.d -type f -exec cat {} + 2>/dev/null |
    awk 'tolower($1) == "host" {for (i = 2; i <= NF; i++) if ($i ~ /^[A-Za-z0-9._:][A-Za-z0-9._:-]*$/) print $i}'`,
  container: `command ksmtop print --count 1 --format openmetrics --top 1000 2>/dev/null </dev/null |
    sed -n 's|^ksm_container_verdict{.*container="\\([A-Za-z0-9_.@:/][A-Za-z0-9_.@:/-]*\\)".*verdict="saving".*|\\1|p'`,
};
