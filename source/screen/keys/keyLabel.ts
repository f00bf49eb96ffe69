const keyNames: Readonly<Record<string, string>> = {
  space: 'Space',
  escape: 'Esc',
  enter: 'Enter',
  tab: 'Tab',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  insert: 'Ins',
  home: 'Home',
  end: 'End',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
};

/** A key as keyboards label it. */
export function keyLabel(key: string): string {
  if (/^f\d+$/.test(key)) return key.toUpperCase();
  return keyNames[key] ?? key.replace(/^ctrl-(.)$/, (_, letter) => `Ctrl-${letter.toUpperCase()}`);
}
