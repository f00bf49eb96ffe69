/** Values of `--format`. */
export const formats = ['text', 'json', 'csv', 'openmetrics'] as const;
export type Format = (typeof formats)[number];

/** The formats of each command but `print`, which has all of them. */
export const commandFormats = {
  doctor: ['text', 'json'],
  estimate: formats,
  map: ['text', 'json', 'csv'],
  optin: ['text', 'json'],
  optout: ['text', 'json'],
  trial: ['text', 'json'],
} as const satisfies Readonly<Record<string, readonly Format[]>>;

/** The formats of a command that has any. */
export const formatsOf = (command = ''): readonly Format[] =>
  Object.hasOwn(commandFormats, command)
    ? commandFormats[command as keyof typeof commandFormats]
    : formats;

/** Containers that get metrics of their own, unless `--top` says otherwise. */
export const defaultTop = 100;
