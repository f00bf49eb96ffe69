/** Values of `--format`. */
export const formats = ['text', 'json', 'csv', 'openmetrics'] as const;
export type Format = (typeof formats)[number];

/** Containers that get metrics of their own, unless `--top` says otherwise. */
export const defaultTop = 100;
