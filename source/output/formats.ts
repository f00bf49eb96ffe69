/** Values of `--format`. */
export const formats = ['text', 'json', 'csv', 'openmetrics'] as const;
export type Format = (typeof formats)[number];

/** The formats of commands that have not all of them. */
export const fewerFormats = {
  doctor: ['text', 'json'],
  estimate: ['text', 'json', 'csv'],
  map: ['text', 'json', 'csv'],
  optin: ['text', 'json'],
  optout: ['text', 'json'],
  trial: ['text', 'json'],
} as const satisfies Readonly<Record<string, readonly Format[]>>;

/** The formats of a command that has any. */
export const formatsOf = (command = ''): readonly Format[] =>
  Object.hasOwn(fewerFormats, command)
    ? fewerFormats[command as keyof typeof fewerFormats]
    : formats;

/** Containers that get metrics of their own, unless `--top` says otherwise. */
export const defaultTop = 100;
