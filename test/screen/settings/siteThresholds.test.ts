import {expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {followNoticeable} from '../../../source/model/derive/ksmd/ksmdEffort.js';
import {usualThresholds} from '../../../source/model/derive/thresholds.js';
import {hostVerdict} from '../../../source/model/derive/verdict.js';
import {thresholdSettings, thresholdsFrom} from '../../../source/screen/settings/siteThresholds.js';
import {figures} from '../../fixtures/judgedHosts.js';
import {sampleOf} from '../../fixtures/sample.js';

test('without a setting, the thresholds are the usual ones', () => {
  expect(thresholdsFrom({})).toBeUndefined();
});

test('each setting is one of them, in its unit', () => {
  for (const {key, name, unit} of thresholdSettings) {
    expect(thresholdsFrom({[key]: 3})).toEqual({...usualThresholds, [name]: 3 * unit});
  }
  expect(new Set(thresholdSettings.map(({name}) => name))).toEqual(
    new Set(Object.keys(usualThresholds)),
  );
});

test('verdicts follow them', () => {
  const sample = sampleOf({
    ksm: {run: 1, full_scans: 50, ...figures(60_000, 100)},
    host: {uptimeSeconds: 86_400},
  });
  expect(hostVerdict(advance(undefined, sample))).toBe('losing');
  const tolerant = thresholdsFrom({'advice.loss_mib': 100});
  expect(hostVerdict(advance(undefined, sample, tolerant))).toBe('idle');
});

test('CPU is noticeable from there on, until it falls below two thirds of it', () => {
  const thresholds = thresholdsFrom({'advice.noticeable_cpu_percent': 30});
  expect(followNoticeable(false, 29, thresholds)).toBe(false);
  expect(followNoticeable(false, 31, thresholds)).toBe(true);
  expect(followNoticeable(true, 21, thresholds)).toBe(true);
  expect(followNoticeable(true, 19, thresholds)).toBe(false);
});
