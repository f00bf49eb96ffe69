import {expect, test} from 'vitest';
import {
  amountOf,
  listOf,
  numberOf,
  objectOf,
  optionalOf,
  parseUntrusted,
  readOr,
  textOf,
  wholeOf,
} from '../../source/text/untrustedJson.js';

test('an answer that holds something else is refused', () => {
  for (const value of [undefined, null, [], 'text', 1]) expect(() => objectOf(value)).toThrow();
  for (const value of [undefined, {}, 'text']) expect(() => listOf(value)).toThrow();
  for (const value of ['1', null, Number.POSITIVE_INFINITY]) {
    expect(() => numberOf(value)).toThrow();
  }
  expect(() => amountOf(-1)).toThrow();
  expect(() => wholeOf(1.5)).toThrow();
  expect(() => textOf(1, 10)).toThrow();
});

test('what is right is read; a text is cut, and safe to show', () => {
  expect(numberOf(-1)).toBe(-1);
  expect(amountOf(1.5)).toBe(1.5);
  expect(textOf('a\u001b[2Jb', 3)).not.toContain('\u001b');
});

test('what is absent is not read, and what may be wrong has a value instead', () => {
  expect(optionalOf(undefined, wholeOf)).toBeUndefined();
  expect(() => optionalOf(null, wholeOf)).toThrow();
  expect(readOr(null, numberOf, 0)).toBe(0);
  expect(readOr(7, numberOf, 0)).toBe(7);
});

test('text that would take many times its size in memory is refused', () => {
  const open = '['.repeat(6_000_000);
  for (const bomb of [open, `{"a":${open}`, `[${'{},'.repeat(6_000_000)}0]`]) {
    expect(() => parseUntrusted(bomb)).toThrow('too many values');
  }
});

test('a long text of few values is read', () => {
  const text = 'x'.repeat(6_000_000);
  expect(parseUntrusted(JSON.stringify({text}))).toEqual({text});
  expect(() => parseUntrusted('{')).toThrow(SyntaxError);
});
