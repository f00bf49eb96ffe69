import type {FakeTerminal} from './inkTerminal.js';

/** What an xterm sends for a press and release of the left button; line and column count from 0. */
export function clickAt(line: number, column: number): string {
  const place = `${column + 1};${line + 1}`;
  return `\u001b[<0;${place}M\u001b[<0;${place}m`;
}

export function wheelAt(line: number, column: number, direction: 'up' | 'down'): string {
  return `\u001b[<${direction === 'up' ? 64 : 65};${column + 1};${line + 1}M`;
}

/** Where a text is on the screen, the last one of its line. */
export function placeOf(
  {lines}: Pick<FakeTerminal, 'lines'>,
  text: string | RegExp,
): {line: number; column: number} {
  for (const [line, shown] of lines().entries()) {
    const found = typeof text === 'string' ? shown.lastIndexOf(text) : shown.search(text);
    if (found >= 0) return {line, column: found};
  }
  throw new Error(`${text} is not on the screen:\n${lines().join('\n')}`);
}

/** Clicks a text on the screen. */
export async function clickOn(terminal: FakeTerminal, text: string | RegExp): Promise<void> {
  const {line, column} = placeOf(terminal, text);
  await terminal.press(clickAt(line, column));
}
