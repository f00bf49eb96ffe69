import {expect, test} from 'vitest';
import {type ParameterName, parameters} from '../../../source/kernel/ksm/parameters.js';
import {halveOrDouble, stepValue} from '../../../source/model/tuning/parameterSteps.js';

/** All values from one end to the other, as keys would go through them. */
function walk(name: ParameterName, from: string, direction: 'down' | 'up'): string[] {
  const values = [from];
  for (;;) {
    const next = stepValue(name, values.at(-1) ?? '', direction);
    if (next === undefined) return values;
    values.push(next);
  }
}

test.each([
  ['pages_to_scan', '1', '1 2 5 10 20 50 100 200 500 1000 2000 5000 10000 20000 50000'],
  ['sleep_millisecs', '0', '0 1 2 5 10 20 50 100 200 500 1000'],
  ['advisor_max_cpu', '1', '1 2 5 10 20 30 40 50 60 70 80 90 100'],
  ['max_page_sharing', '2', '2 4 8 16 32 64 128 256 512 1024'],
  ['advisor_mode', 'none', 'none scan-time'],
  ['smart_scan', '0', '0 1'],
  // Not on to 2: unmerging has a key of its own.
  ['run', '0', '0 1'],
] as const)('%s goes up from %s by %s', (name, from, expected) => {
  const values = walk(name, from, 'up');
  expect(values.slice(0, expected.split(' ').length).join(' ')).toBe(expected);
});

test.each(parameters.map(({name}) => name))('%s goes down as it went up', (name) => {
  const lowest = walk(
    name,
    parameters.find((one) => one.name === name)?.defaultValue ?? '',
    'down',
  );
  const up = walk(name, lowest.at(-1) ?? '', 'up');
  expect(walk(name, up.at(-1) ?? '', 'down')).toEqual(up.toReversed());
  expect(up.length).toBeGreaterThan(1);
});

test.each([
  ['pages_to_scan', '1250', '2000', '1000'],
  ['pages_to_scan', '1', '2', undefined],
  ['pages_to_scan', '5000000', undefined, '1000000'],
  ['advisor_max_cpu', '75', '80', '70'],
  ['advisor_max_cpu', '4', '5', '2'],
  ['max_page_sharing', '300', '512', '256'],
  ['run', '2', '0', undefined],
] as const)('%s: from %s up to %s, down to %s', (name, value, up, down) => {
  expect(stepValue(name, value, 'up')).toBe(up);
  expect(stepValue(name, value, 'down')).toBe(down);
});

test.each([
  ['pages_to_scan', '100', '200', '50'],
  ['pages_to_scan', '1', '2', undefined],
  ['pages_to_scan', '600000', '1000000', '300000'],
  ['sleep_millisecs', '0', '1', undefined],
  ['sleep_millisecs', '1', '2', '0'],
] as const)('%s: %s doubled is %s, halved is %s', (name, value, doubled, halved) => {
  expect(halveOrDouble(name, value, 'up')).toBe(doubled);
  expect(halveOrDouble(name, value, 'down')).toBe(halved);
});
