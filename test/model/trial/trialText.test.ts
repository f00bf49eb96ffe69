import {expect, test} from 'vitest';
import {trialRows} from '../../../source/model/trial/trialRows.js';
import {ruleSentences, usualRule} from '../../../source/model/trial/trialRule.js';
import {trialProgress, verdictSentence} from '../../../source/model/trial/trialText.js';
import {playTrial, workloads} from '../../fixtures/trialSeries.js';

const {trials} = playTrial(workloads.steady.make, 3);
const last = trials.at(-1);

test('each stage says what it waits for', () => {
  const stages = new Map(trials.map((trial) => [trial?.stage, trial]));
  const texts = [...stages.values()].map((trial) => trial && trialProgress(trial, false));
  expect(texts).toMatchInlineSnapshot(`
    [
      "Measuring before anything is changed: 29 s of 30 s.",
      "Opting in.",
      "Waiting for the peak: 294 MiB saved, full scan 21 since the opt-in; 2 min 51 s of at most 30 min.",
      "Waiting for the floor: 295 MiB saved, scan 3 after the peak (3 steady ones are needed); 3 min 31 s of at most 30 min.",
      "The profit at the floor, as a share of what was offered, is 27.2 %; the rule asks for at least 5.0 %: met.",
    ]
  `);
});

test('a wait that ksmd does not end says so', () => {
  const waiting = trials.find((trial) => trial?.stage === 'peak');
  expect(waiting && trialProgress(waiting, true)).toMatch(/^ksmd is stopped: no scan ends\./);
});

test('the rule is stated, and the clause that decided', () => {
  expect(ruleSentences(usualRule)).toMatchInlineSnapshot(`
    [
      "The trial opts in, and keeps it if all of this holds at the floor of what it saves:",
      "- The profit is at least 5.0 % of what it offers.",
      "- Writes to merged pages (cow_ksm, of the whole host) rose by at most 1 000 a second.",
      "- Minor faults of the containers rose by at most 5 000 a second.",
      "- Memory pressure (PSI) of each container rose by at most 1 % of the time; where it is not known for one, that of the host.",
      "Otherwise it takes everything back.",
      "The floor is the lowest saving over three full scans after the peak that change it by less than 1.0 % each. If there is none within 30 min, ksmtop asks, and without a terminal takes everything back.",
    ]
  `);
  expect(last && verdictSentence(last)).toMatchInlineSnapshot(
    `"The profit at the floor, as a share of what was offered, is 27.2 %; the rule asks for at least 5.0 %: met."`,
  );
});

test('the table has the figures before, now and at the floor', () => {
  expect(
    last &&
      trialRows(last).map(({label, before, now, floor}) => [label, before, now, floor].join(' | ')),
  ).toMatchInlineSnapshot(`
    [
      "saved | 0 B | +296 MiB | +294 MiB",
      "saved at the peak |  | +298 MiB | ",
      "90 % of it after |  | 1 min 42 s | ",
      "expected by the estimate | – |  | ",
      "offered | 0 B | +1.00 GiB | +1.00 GiB",
      "profit | 0 B | +280 MiB | +278 MiB",
      "CPU of ksmd | 10.0 % | 10.0 % | 10.0 %",
      "cow_ksm | 0/s | 0/s | 0/s",
      "thp_split_page | 0/s | 0/s | 0/s",
      "memory pressure of the host | 2.0 % | 2.0 % | 2.0 %",
      "minor faults | +1 000/s | +1 000/s | +1 000/s",
      "memory pressure (PSI) | 0.0 % | 0.0 % | 0.0 %",
      "AnonHugePages | 0 B | 0 B | 0 B",
    ]
  `);
});
