import {expect, test} from 'vitest';
import type {
  EstimatedMemory,
  EstimateGroup,
} from '../../../source/model/estimate/savingsEstimate.js';
import {estimateMetrics} from '../../../source/output/estimate/estimateMetrics.js';
import {estimateOf} from '../../fixtures/estimate.js';
import {hostileNames, steering} from '../../support/hosts/hostileNames.js';
import {parseExposition} from '../../support/parseOutput.js';

const groupOf = (name: string, id = `lxc:${name}`): EstimateGroup => ({
  id,
  kind: 'lxc',
  name,
  processes: [],
});

const usual = estimateOf(1).total;

/** The metrics of groups of which so much would be saved. */
function metricsOf(groups: ReadonlyArray<readonly [EstimateGroup, Partial<EstimatedMemory>]>) {
  const estimate = {
    ...estimateOf(0),
    groups: groups.map(([, memory]) => ({...usual, ...memory})),
  };
  return estimateMetrics({
    timeMs: 1_700_000_000_500,
    groups: groups.map(([group]) => group),
    estimate,
  });
}

const valuesOf = (text: string, metric: string) =>
  parseExposition(text)
    .filter(({name}) => name === metric)
    .map(({labels: {container}, value}) => [container, value]);

test('the host has its total, and the time of the estimate', () => {
  const text = metricsOf([[groupOf('web'), {wouldSaveBytes: 5}]]);
  expect(valuesOf(text, 'ksm_estimate_would_save_bytes')).toEqual([[undefined, 1000]]);
  expect(valuesOf(text, 'ksm_estimate_timestamp_seconds')).toEqual([[undefined, 1_700_000_000.5]]);
  expect(valuesOf(text, 'ksm_estimate_left_out_processes')).toEqual([[undefined, 0]]);
  expect(valuesOf(text, 'ksm_estimate_frames_seen')).toEqual([[undefined, 1]]);
});

test('an interval is there only where contents were sampled', () => {
  const low = 'ksm_container_estimate_would_save_low_bytes';
  expect(valuesOf(metricsOf([[groupOf('web'), {}]]), low)).toEqual([]);
  const sampled = metricsOf([[groupOf('web'), {uncertaintyBytes: 300}]]);
  expect(valuesOf(sampled, low)).toEqual([['web', 700]]);
});

test('before the second reading is complete, volatile memory is unknown', () => {
  const {volatileBytes, ...once} = usual;
  const estimate = {...estimateOf(0), secondReadingShare: 0.5, total: once, groups: [once, usual]};
  const groups = [groupOf('a', 'service:1/a'), groupOf('a', 'service:2/a')];
  const text = estimateMetrics({timeMs: 0, groups, estimate});
  expect(valuesOf(text, 'ksm_estimate_second_reading_ratio')).toEqual([[undefined, 0.5]]);
  expect(valuesOf(text, 'ksm_estimate_volatile_bytes')).toEqual([]);
  expect(valuesOf(text, 'ksm_container_estimate_volatile_bytes')).toEqual([]);
});

test('the containers that would save most have series, the others one together', () => {
  const many = Array.from({length: 103}, (_, index) => groupOf(`c${index}`));
  const text = metricsOf(many.map((group, index) => [group, {wouldSaveBytes: index}]));
  const values = valuesOf(text, 'ksm_container_estimate_would_save_bytes');
  expect(values).toHaveLength(101);
  expect(values[0]).toEqual(['c102', 102]);
  expect(values.at(-1)).toEqual(['other', 0 + 1 + 2]);
});

test('containers of one name and kind are one series', () => {
  const text = metricsOf([
    [groupOf('a', 'service:1/a'), {wouldSaveBytes: 1, uncertaintyBytes: 1}],
    [groupOf('a', 'service:2/a'), {wouldSaveBytes: 2, uncertaintyBytes: 1}],
  ]);
  expect(valuesOf(text, 'ksm_container_estimate_would_save_bytes')).toEqual([['a', 3]]);
  expect(valuesOf(text, 'ksm_container_estimate_would_save_high_bytes')).toEqual([['a', 5]]);
});

test('a container of which nothing was read has no series of what would be saved', () => {
  const unread = {memoryBytes: 0, notLookedAtBytes: 5, wouldSaveBytes: 0};
  const text = metricsOf([
    [groupOf('a'), unread],
    [groupOf('b'), {wouldSaveBytes: 2}],
  ]);
  expect(valuesOf(text, 'ksm_container_estimate_would_save_bytes')).toEqual([['b', 2]]);
  expect(valuesOf(text, 'ksm_container_estimate_not_looked_at_bytes')).toContainEqual(['a', 5]);
});

test('hostile names are escaped and steer no terminal', () => {
  const text = metricsOf(hostileNames.map((name) => [groupOf(name), {}]));
  expect(text).not.toMatch(steering);
  expect(() => parseExposition(text)).not.toThrow();
});
