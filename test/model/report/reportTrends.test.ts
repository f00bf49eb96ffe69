import {expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {createTrendCollector} from '../../../source/model/report/reportTrends.js';
import {sampleOf} from '../../fixtures/sample.js';

const startMs = 1_795_000_000_000;

/** The trends of samples that share so many pages each, a second apart. */
function trendsOf(pages: ReadonlyArray<number | undefined>, most: number) {
  const collector = createTrendCollector();
  for (const [second, count] of pages.entries()) {
    const sample = sampleOf({timeMs: startMs + 1000 * second, ksm: {pages_sharing: count ?? 0}});
    if (count === undefined) delete sample.ksm?.counters.pages_sharing;
    collector.add(advance(undefined, sample));
  }
  return collector.condense(most);
}

test('few samples stay as they are', () => {
  const steps = trendsOf([1, 2, 3], 100);
  expect(steps.map(({values}) => values.saved?.mean)).toEqual([4096, 8192, 12_288]);
});

test('many are condensed to steps with their range', () => {
  const steps = trendsOf(
    Array.from({length: 1000}, (_, second) => (second === 555 ? 500 : 10)),
    100,
  );
  expect(steps.length).toBeLessThanOrEqual(101);
  const saved = steps.map(({values}) => values.saved);
  expect(Math.max(...saved.map((range) => range?.highest ?? 0))).toBe(500 * 4096);
  expect(Math.min(...saved.map((range) => range?.lowest ?? 0))).toBe(10 * 4096);
});

test('what could not be read is absent', () => {
  const steps = trendsOf([1, undefined, 3], 100);
  expect(steps.map(({values}) => values.saved?.mean)).toEqual([4096, undefined, 12_288]);
});

test('a clock that was wrong at first puts any number of samples in one step', () => {
  const collector = createTrendCollector();
  const model = advance(undefined, sampleOf({timeMs: startMs}));
  collector.add(advance(undefined, sampleOf({timeMs: 0})));
  for (let second = 0; second < 200_000; second++) collector.add(model);
  expect(collector.condense(100)).toHaveLength(2);
});
