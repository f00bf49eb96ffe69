import {expect, test} from 'vitest';
import {usualRule} from '../../../source/model/trial/trialRule.js';
import {clauseSentence, judge} from '../../../source/model/trial/trialVerdict.js';

const pressures = (a?: number, b?: number) => ({
  copiesPerSecond: 0,
  minorFaultsPerSecond: 100,
  containers: [
    {id: 'a', name: 'a', ...(a !== undefined && {pressurePercent: a})},
    {id: 'b', name: 'b', ...(b !== undefined && {pressurePercent: b})},
  ],
});
const worthIt = {profitBytes: 50, offeredBytes: 100};

test('pressure that rises in one container counts, whatever another one had before', () => {
  const evidence = {...worthIt, before: pressures(10, 0), atFloor: pressures(10, 5)};
  expect(judge(evidence, usualRule)).toMatchObject({
    decision: 'take back',
    decidedBy: 'memory_pressure',
  });
});

test('a cost that is not known breaks nothing, and is said', () => {
  const evidence = {...worthIt, before: pressures(0, 0), atFloor: pressures(0)};
  const {decision, clauses} = judge(evidence, usualRule);
  expect(decision).toBe('keep');
  expect(clauses.map(clauseSentence)).toMatchInlineSnapshot(`
    [
      "The profit at the floor, as a share of what was offered, is 50.0 %; the rule asks for at least 5.0 %: met.",
      "The rise of writes to merged pages (cow_ksm) is 0/s; the rule asks for at most 1 000/s: met.",
      "The rise of minor faults is 0/s; the rule asks for at most 5 000/s: met.",
      "The rise of memory pressure (PSI) is not known and did not count; the rule asks for at most 1.0 %.",
    ]
  `);
});

test('without a known profit there is no verdict, unless a cost breaks the rule', () => {
  const unknown = {before: pressures(0, 0), atFloor: pressures(0, 0)};
  expect(judge(unknown, usualRule)).toMatchObject({decision: 'ask', decidedBy: 'profit'});
  expect(judge({...unknown, atFloor: pressures(9, 0)}, usualRule).decision).toBe('take back');
});

test('what offers nothing has no known profit', () => {
  const nothing = {
    profitBytes: 0,
    offeredBytes: 0,
    before: pressures(0, 0),
    atFloor: pressures(0, 0),
  };
  expect(judge(nothing, usualRule).decision).toBe('ask');
});
