import {describe, expect, test} from 'vitest';
import {gatherEvidence} from '../../../source/model/advice/evidence.js';
import {fasterScan, slowerScan} from '../../../source/model/advice/paceCures.js';
import {modelOf} from '../../fixtures/model.js';

const advised = (seconds: number) =>
  fasterScan({
    ...gatherEvidence(
      modelOf({ksm: {advisor_mode: 'scan-time', advisor_target_scan_time: seconds}}),
    ),
    fullScanSeconds: 7200,
  });

test('an advisor that aims at quick scans already gets no new target', () => {
  expect(advised(20_000).values).toEqual({advisor_target_scan_time: '900'});
  for (const seconds of [600, 900]) {
    expect(advised(seconds)).toEqual({
      cure: '# wait, offer less memory, or raise advisor_max_cpu or advisor_max_pages_to_scan',
      effect:
        'The advisor aims at a shorter time already; advisor_max_cpu or advisor_max_pages_to_scan keeps it from that.',
    });
  }
});

test.each([
  ['70 %', 40, 'advisor_max_cpu=10'],
  // The kernel's advisor does not go below 10 %.
  ['10 %', 40, 'advisor_mode=none pages_to_scan=1000'],
])('an advisor that may take %s of a core is slowed down', (most, effortPercent, cure) => {
  const ksm = {
    advisor_mode: 'scan-time',
    advisor_max_cpu: Number.parseInt(most, 10),
    pages_to_scan: 4000,
  };
  const evidence = gatherEvidence({...modelOf({ksm}), effortPercent});
  expect(slowerScan(evidence).cure).toBe(`ksmtop set ${cure}`);
});

describe('where the cost of a page is unknown', () => {
  const cureOf = (scanned: number) =>
    fasterScan({
      ...gatherEvidence(
        modelOf({
          host: {kernelRelease: '5.14.0'},
          ksm: {pages_to_scan: 100, sleep_millisecs: 1000, pages_unshared: scanned},
        }),
      ),
      fullScanSeconds: scanned / 100,
    });

  test('a shorter sleep counts towards the new pace', () => {
    expect(cureOf(400_000)).toEqual({
      cure: 'ksmtop set sleep_millisecs=20 pages_to_scan=9',
      values: {sleep_millisecs: '20', pages_to_scan: '9'},
      effect: 'The cure scans 4.5 times as fast, for proportionally more CPU.',
    });
  });

  test('the pace rises only as far as CPU that cannot be measured allows', () => {
    expect(cureOf(16_777_216).values).toEqual({sleep_millisecs: '20', pages_to_scan: '40'});
  });
});

test('batches larger than a scan are sped up by their sleep', () => {
  const ksm = {
    pages_to_scan: 4_294_967_295,
    sleep_millisecs: 4_294_967_295,
    pages_unshared: 90_000,
  };
  const evidence = {...gatherEvidence(modelOf({ksm})), fullScanSeconds: 4_294_967};
  expect(fasterScan(evidence).values).toMatchObject({sleep_millisecs: '20'});
});
