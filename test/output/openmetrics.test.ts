import {describe, expect, test} from 'vitest';
import {counters} from '../../source/kernel/ksm/counters.js';
import {parameters} from '../../source/kernel/ksm/parameters.js';
import {advance} from '../../source/model/advance.js';
import {createMetricsWriter} from '../../source/output/openmetrics.js';
import {showUntrusted} from '../../source/text/untrusted.js';
import {kernels} from '../fixtures/kernels/kernels.js';
import {sampleOf} from '../fixtures/sample.js';
import {hostileModel, hostileNames, steering} from '../support/hosts/hostileNames.js';
import {modelOf} from '../support/hosts/modelOf.js';
import {parseExposition, type Series} from '../support/parseOutput.js';

const metric = (series: readonly Series[], wanted: string, labels = {}) =>
  series.find(
    (each) =>
      each.name === wanted &&
      Object.entries(labels).every(([name, value]) => each.labels[name] === value),
  )?.value;

describe('metrics', () => {
  test.each(Object.entries(kernels))('%s: an exposition without fault', async (_, tree) => {
    const series = parseExposition(createMetricsWriter(undefined, 100)(await modelOf(tree)));
    expect(metric(series, 'ksm_page_size_bytes')).toBe(tree.pageSizeBytes);
  });

  test('every counter and every parameter of the tables has one, in base units', async () => {
    const ksm = {sleep_millisecs: 1500, advisor_max_cpu: 35, ksm_zero_pages: 7, general_profit: -9};
    const series = parseExposition(
      createMetricsWriter(undefined, 100)(advance(undefined, sampleOf({ksm}))),
    );
    const kernelSeries = series.filter(
      ({name}) => !/_container_|_verdict|processes|_cpu_sec/.test(name),
    );
    expect(kernelSeries.length).toBeGreaterThanOrEqual(counters.length + parameters.length);
    expect(metric(series, 'ksm_sleep_seconds')).toBe(1.5);
    expect(metric(series, 'ksm_advisor_max_cpu_ratio')).toBe(0.35);
    expect(metric(series, 'ksm_zero_pages')).toBe(7);
    expect(metric(series, 'ksm_general_profit_bytes')).toBe(-9);
    expect(metric(series, 'ksm_full_scans_total')).toBe(0);
    expect(metric(series, 'ksm_ksmd_cpu_seconds_total')).toBe(10);
    expect(metric(series, 'ksm_advisor_mode', {mode: 'none'})).toBe(1);
    expect(metric(series, 'ksm_advisor_mode', {mode: 'scan-time'})).toBe(0);
  });

  test('label values are escaped and steer no terminal', () => {
    const text = createMetricsWriter(undefined, 100)(hostileModel());
    expect(text).not.toMatch(steering);
    const names = parseExposition(text)
      .filter(({name}) => name === 'ksm_container_saved_bytes')
      .map(({labels}) => labels.container);
    expect(new Set(names)).toEqual(new Set(hostileNames.map(showUntrusted)));
  });

  test('exactly one verdict holds', () => {
    const series = parseExposition(createMetricsWriter(undefined, 100)(hostileModel(['a'])));
    const verdicts = series.filter(({name}) => name === 'ksm_verdict');
    expect(verdicts.map(({labels}) => labels.verdict).sort()).toEqual([
      'costly',
      'idle',
      'losing',
      'off',
      'saving',
      'starting',
    ]);
    expect(verdicts.reduce((sum, {value}) => sum + value, 0)).toBe(1);
  });

  test('the series are bounded, and their sum is that of all containers', () => {
    const model = hostileModel(Array.from({length: 300}, (_, index) => `c${index}`));
    const all = model.containers?.reduce((sum, {savedBytes = 0}) => sum + savedBytes, 0) ?? 0;
    const saved = parseExposition(createMetricsWriter(undefined, 10)(model)).filter(
      ({name}) => name === 'ksm_container_saved_bytes',
    );
    expect(saved.map(({labels}) => labels.container)).toEqual([
      ...Array.from({length: 10}, (_, index) => `c${299 - index}`),
      'other',
    ]);
    expect(saved.reduce((sum, {value}) => sum + value, 0)).toBeCloseTo(all, -2);
  });
});
