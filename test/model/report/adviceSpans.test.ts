import {expect, test} from 'vitest';
import type {Advice} from '../../../source/model/advice/advice.js';
import {createAdviceFollower} from '../../../source/model/report/adviceSpans.js';

const advice = (rule: string, text = ''): Advice => ({rule, severity: 'note', text, cure: ''});

/** One letter is an advice, one word a sample, ten seconds apart. */
function spansOf(samples: string, holdMs: number): string[] {
  const follower = createAdviceFollower();
  for (const [index, letters] of samples.split(' ').entries()) {
    const given = letters === '-' ? [] : [...letters].map((rule) => advice(rule, `${index}`));
    follower.add(index * 10_000, given);
  }
  return follower
    .spans(holdMs)
    .map(({first, advice: {rule, text}, fromMs, toMs}) =>
      [rule, fromMs / 1000, toMs === undefined ? 'end' : toMs / 1000, first.text, text].join(' '),
    );
}

test('an advice that is given throughout', () => {
  expect(spansOf('a a a', 0)).toEqual(['a 0 end 0 2']);
});

test('advice comes and goes', () => {
  expect(spansOf('- a ab b', 0)).toEqual(['a 10 30 1 2', 'b 20 end 2 3']);
});

test('a short pause does not count, a long one does', () => {
  expect(spansOf('a - a a', 15_000)).toEqual(['a 0 end 0 3']);
  expect(spansOf('a - - a', 15_000)).toEqual(['a 0 10 0 0', 'a 30 end 3 3']);
  expect(spansOf('a - a - - - a', 15_000)).toEqual(['a 0 30 0 2', 'a 60 end 6 6']);
});
