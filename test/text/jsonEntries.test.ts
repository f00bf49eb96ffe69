import {describe, expect, test} from 'vitest';
import {jsonEntries} from '../../source/text/jsonEntries.js';

test('reads keys, values and lines', () => {
  const text =
    '{\n  "a": 1.5e1, "b": "x\\u0041\\n",\r\n\n "c": ["d", 2, true],\n  "e": [], "f": null}\n';
  expect(jsonEntries(text)).toEqual({
    entries: [
      {key: 'a', value: 15, line: 2},
      {key: 'b', value: 'xA\n', line: 2},
      {key: 'c', value: ['d', 2, true], line: 4},
      {key: 'e', value: [], line: 5},
      {key: 'f', value: null, line: 5},
    ],
  });
  expect(jsonEntries('{}').entries).toEqual([]);
});

test('keeps what comes before a fault', () => {
  expect(jsonEntries('{"a": 1,\n"b": 2\n"c": 3}')).toEqual({
    entries: [
      {key: 'a', value: 1, line: 1},
      {key: 'b', value: 2, line: 2},
    ],
    fault: {line: 3, reason: 'a comma or } is expected, not "c"'},
  });
});

describe('the fault', () => {
  test.each([
    ['', '1: { is expected, not the end'],
    ['[1]', '1: { is expected, not ['],
    ['{"a": 1,\n}', '2: a "key" after the comma is expected, not }'],
    ['{a: 1}', '1: a "key" is expected, not a:'],
    ['{"a" 1}', '1: a colon is expected, not 1'],
    ['{"a": fast}', '1: a text in quotes, a number, true, false or a list is expected, not fast}'],
    ['{"a": {"b": 1}}', '1: a text in quotes, a number, true, false or a list is expected, not {'],
    ['{"a": [[1]]}', '1: a text in quotes or a number is expected, not ['],
    ['{"a": [1 2]}', '1: a comma or ] is expected, not 2'],
    ['{"a": "b\n}', '1: a text in quotes, a number, true, false or a list is expected, not "b'],
    ['{"a": 01}', '1: a text in quotes, a number, true, false or a list is expected, not 01}'],
    ['{"a": 1}\n{', '2: the end is expected, not {'],
    ['{"a": 1\n', '2: a comma or } is expected, not the end'],
    ['{"a": 1 // why', '1: a comma or } is expected, not //'],
    ['\0', '1: { is expected, not \0'],
  ])('of %j', (text, expected) => {
    const {fault} = jsonEntries(text);
    expect(`${fault?.line}: ${fault?.reason}`).toBe(expected);
  });

  test('of a text as long as a file may be comes soon', () => {
    for (const unit of ['[', '{"a":', '"', '\\', '{"a": "', ' ']) {
      const started = performance.now();
      expect(jsonEntries(unit.repeat(65_536 / unit.length)).fault).toBeDefined();
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });
});

test('agrees with JSON.parse', () => {
  const texts = ['{"a":-0.5E-3,"b":["\\"\\\\"]}', '{ "ü": "é😀", "": [1,"",false] }'];
  for (const text of texts) {
    const pairs = jsonEntries(text).entries.map(({key, value}) => [key, value]);
    expect(Object.fromEntries(pairs)).toEqual(JSON.parse(text));
  }
});
