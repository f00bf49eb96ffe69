import {describe, expect, test} from 'vitest';
import {
  formatRegister,
  parseRegister,
  type RegisterEntry,
} from '../../../source/model/optIn/optInRegister.js';
import {offeredBy} from '../../../source/model/optIn/registerChanges.js';

const bootId = '11111111-2222-3333-4444-555555555555';
const of = (pid: number, containerId = 'lxc:web'): RegisterEntry => ({
  pid,
  startTicks: pid * 10,
  containerId,
});

test('what is written is read again, and nothing of another boot', () => {
  const optIns = [of(1), of(2, 'docker:a "quoted"\nname')];
  const text = formatRegister(optIns, bootId);
  expect(parseRegister(text, bootId)).toEqual({optIns});
  expect(parseRegister(text, 'another')).toEqual({optIns: []});
});

const byRegion: RegisterEntry = {
  ...of(3),
  offered: {imageKey: 77, ranges: [{start: 0x1000n, end: 0x3000n}]},
};

test('what is offered by region is kept with the program that it is offered by', () => {
  const optIns = [of(1), byRegion];
  const text = formatRegister(optIns, bootId);
  expect(text).toContain('"image":77,"regions":["1000-3000"]');
  expect(parseRegister(text, bootId)).toEqual({optIns});
  const {ranges} = byRegion.offered ?? {};
  // A fork, and the process itself with the addresses of its arguments moved.
  expect(offeredBy(optIns, {...of(9), imageKey: 77})).toEqual(ranges);
  expect(offeredBy(optIns, {...of(3), imageKey: 78})).toEqual(ranges);
  expect(offeredBy(optIns, {...of(9), imageKey: 78})).toEqual([]);
});

describe('a sentence where it is damaged', () => {
  const whole = formatRegister([of(1)], bootId);
  test.each([
    '',
    'null',
    '[]',
    whole.slice(0, -5),
    whole.replace('"version":1', '"version":2'),
    whole.replace('"pid":1', '"pid":"1"'),
    whole.replace('"pid":1', '"pid":-1'),
    whole.replace('"container":"lxc:web"', '"container":7'),
    whole.replace(/"processes":.*/, '"processes":{}}'),
    formatRegister([byRegion], bootId).replace('1000-3000', '3000-1000'),
    formatRegister([byRegion], bootId).replace('77', '-1'),
    formatRegister([byRegion], bootId).replace('"image":77,', ''),
    formatRegister(
      Array.from({length: 10_001}, (_, pid) => of(pid)),
      bootId,
    ),
  ])('%.60s', (text) => {
    expect(parseRegister(text, bootId).problem).toMatch(/is damaged or of another version/);
  });
});
