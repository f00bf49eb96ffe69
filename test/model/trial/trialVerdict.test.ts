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

test('where the pressure of a container is not known, that of the host counts, and is named', () => {
  const evidence = (host: number) => ({
    ...worthIt,
    before: {...pressures(0), hostPressurePercent: 3},
    atFloor: {...pressures(0), hostPressurePercent: host},
  });
  const {decision, clauses} = judge(evidence(3.5), usualRule);
  expect(decision).toBe('keep');
  expect(clauses.map(clauseSentence).at(-1)).toMatchInlineSnapshot(
    `"The rise of memory pressure (PSI) of the host, as that of a container is not known, is 0.5 %; the rule asks for at most 1.0 %: met."`,
  );
  expect(judge(evidence(4.5), usualRule)).toMatchObject({
    decision: 'take back',
    decidedBy: 'memory_pressure',
  });
  // Where it is known for all, other programs of the host do not count.
  const known = {...worthIt, before: pressures(0, 0), atFloor: pressures(0, 0)};
  const busy = {...known, atFloor: {...known.atFloor, hostPressurePercent: 90}};
  expect(judge(busy, usualRule).decision).toBe('keep');
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
