/** What an xterm sends for each key, in normal cursor mode. */
export const keyBytes = {
  enter: '\r',
  escape: '\u001B',
  tab: '\t',
  'shift-tab': '\u001B[Z',
  space: ' ',
  backspace: '\u007F',
  delete: '\u001B[3~',
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  home: '\u001B[H',
  end: '\u001B[F',
  pageup: '\u001B[5~',
  pagedown: '\u001B[6~',
  f1: '\u001BOP',
  f2: '\u001BOQ',
  f3: '\u001BOR',
  f4: '\u001BOS',
  f5: '\u001B[15~',
  f6: '\u001B[17~',
  f7: '\u001B[18~',
  f8: '\u001B[19~',
  f9: '\u001B[20~',
  f10: '\u001B[21~',
  f11: '\u001B[23~',
  f12: '\u001B[24~',
  'ctrl-c': '\u0003',
  'ctrl-d': '\u0004',
  'ctrl-l': '\u000C',
  'ctrl-r': '\u0012',
  'ctrl-z': '\u001A',
  'ctrl-\\': '\u001C',
} as const;

/** A key by name, or text to type literally: `'down'`, `'q'`, `'web1'`. */
export type Key = keyof typeof keyBytes | (string & {});

export const bytesOfKey = (key: Key): string =>
  key in keyBytes ? keyBytes[key as keyof typeof keyBytes] : key;
