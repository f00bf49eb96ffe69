import {expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const changesOf = (...samples: Sample[]) =>
  samples
    .reduce<ReturnType<typeof advance> | undefined>(
      (model, sample) => advance(model, sample),
      undefined,
    )
    ?.parameterChanges.map(({name, from, to, by}) => `${name} ${from} ${to} ${by}`);

test('a change that ksmtop did not make is attributed to another program', () => {
  const before = sampleOf();
  const after = sampleOf({ksm: {pages_to_scan: 64, sleep_millisecs: 10}});
  expect(changesOf(before, before, after, after)).toEqual([
    'pages_to_scan 100 64 other',
    'sleep_millisecs 20 10 other',
  ]);
});

test('a change to a value that was written here is ours', () => {
  const after = sampleOf({ksm: {run: 0}, ownWrites: {run: ['1', '0']}});
  expect(changesOf(sampleOf(), after)).toEqual(['run 1 0 us']);
  const others = sampleOf({ksm: {run: 0}, ownWrites: {run: ['1']}});
  expect(changesOf(sampleOf(), others)).toEqual(['run 1 0 other']);
});

test('an unmerge that was cut short left run=0 itself', () => {
  const after = sampleOf({ksm: {run: 0}, ownWrites: {run: ['2']}});
  expect(changesOf(sampleOf(), after)).toEqual(['run 1 0 us']);
});

test('the advisor is the kernel, when it works and when it is switched', () => {
  const on = {advisor_mode: 'scan-time', pages_to_scan: 500};
  expect(
    changesOf(
      sampleOf(),
      sampleOf({ksm: on, ownWrites: {advisor_mode: ['scan-time']}}),
      sampleOf({ksm: {...on, pages_to_scan: 900}}),
      sampleOf({ksm: {pages_to_scan: 100}}),
    ),
  ).toEqual([
    'pages_to_scan 100 500 kernel',
    'advisor_mode none scan-time us',
    'pages_to_scan 500 900 kernel',
    'pages_to_scan 900 100 kernel',
    'advisor_mode scan-time none other',
  ]);
});

test('what the advisor does scan after scan is one change', () => {
  const advised = [500, 900, 700].map((pages) =>
    sampleOf({ksm: {advisor_mode: 'scan-time', pages_to_scan: pages}}),
  );
  const manual = sampleOf({ksm: {advisor_mode: 'scan-time', pages_to_scan: 700, run: 0}});
  expect(changesOf(...advised, manual)).toEqual(['pages_to_scan 500 700 kernel', 'run 1 0 other']);
});

test('a manager that runs is suspected, the one that writes but once is not', () => {
  const processes = [processOf({command: 'ksmtuned'}), processOf({command: 'tuned'})];
  const before = advance(undefined, sampleOf({processes}));
  const after = advance(before, sampleOf({processes, ksm: {run: 0}}));
  expect(after.parameterChanges).toEqual([
    expect.objectContaining({name: 'run', by: 'other', suspects: ['ksmtuned']}),
  ]);
});

test('what cannot be read is no change', () => {
  expect(changesOf(sampleOf(), sampleOf({ksm: false}), sampleOf({ksm: {run: 0}}))).toEqual([]);
});

test('the list stays bounded, and keeps the newest', () => {
  const samples = Array.from({length: 250}, (_, index) => sampleOf({ksm: {pages_to_scan: index}}));
  const changes = changesOf(...samples) ?? [];
  expect(changes).toHaveLength(100);
  expect(changes.at(-1)).toBe('pages_to_scan 248 249 other');
});
