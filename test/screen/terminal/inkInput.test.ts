import {EventEmitter} from 'node:events';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {InkInput} from '../../../source/screen/terminal/inkInput.js';

const answer = '\u001b[0n';
/** The Escape key as Ink takes it without waiting for more. */
const escapeKey = '\u001b[27u';

function inputFrom() {
  const asked: string[] = [];
  const keyboard = Object.assign(new EventEmitter(), {
    setRawMode: (mode: boolean) => asked.push(`raw ${mode}`),
    ref: () => asked.push('ref'),
    unref: () => asked.push('unref'),
  });
  let answers = 0;
  const input = new InkInput(keyboard as unknown as NodeJS.ReadStream, () => answers++);
  // As Ink does.
  input.setEncoding('utf8');
  return {
    input,
    asked,
    /** What Ink gets to read of it. */
    typed(...pieces: readonly (string | Buffer)[]): string {
      for (const piece of pieces) input.write(piece);
      return input.read() ?? '';
    },
    answers: () => answers,
  };
}

describe('ink input', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is what was typed, without the answers of the terminal', () => {
    const {typed, answers} = inputFrom();
    expect(typed('jj', `k${answer}\u001b[A${answer}`, answer, '界')).toBe('jjk\u001b[A界');
    expect(answers()).toBe(3);
  });

  test('an answer may come in pieces, among keys', () => {
    const {typed, answers} = inputFrom();
    expect(typed('j', '\u001b', '[', '0', 'n', 'k', '\u001b[', '0nq')).toBe('jkq');
    expect(answers()).toBe(2);
    vi.advanceTimersByTime(100);
    expect(typed()).toBe('');
  });

  test.each([
    ['at once', [`\u001b${answer}`]],
    ['after it', ['\u001b', answer]],
    ['byte by byte', ['\u001b', '\u001b', '[', '0', 'n']],
  ])('an Escape is one, though an answer comes %s', (_, pieces) => {
    const {typed, answers} = inputFrom();
    expect(typed(...pieces)).toBe('');
    expect(answers()).toBe(1);
    vi.advanceTimersByTime(20);
    expect(typed()).toBe(escapeKey);
  });

  test('each of several Escapes is one', () => {
    const {typed} = inputFrom();
    expect(typed('\u001b\u001b')).toBe('');
    vi.advanceTimersByTime(20);
    expect(typed()).toBe(escapeKey.repeat(2));
  });

  test('the beginning of another key does not get lost', () => {
    const {typed} = inputFrom();
    expect(typed('\u001b', '[A')).toBe('\u001b[A');
    expect(typed('\u001b', 'OP')).toBe('\u001bOP');
    expect(typed('\u001b[')).toBe('');
    vi.advanceTimersByTime(20);
    expect(typed()).toBe('\u001b[');
  });

  test('a letter may come in two pieces', () => {
    const {typed} = inputFrom();
    const [first, second] = [Buffer.from([0xe7, 0x95]), Buffer.from([0x8c])];
    expect(typed(first, second)).toBe('界');
  });

  test('what Ink asks of the terminal, the keyboard does', () => {
    const {input, asked} = inputFrom();
    input.setRawMode(true);
    input.ref();
    input.setRawMode(false);
    input.unref();
    expect(asked).toEqual(['raw true', 'ref', 'raw false', 'unref']);
  });
});
