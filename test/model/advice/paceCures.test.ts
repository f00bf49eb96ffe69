import {expect, test} from 'vitest';
import {gatherEvidence} from '../../../source/model/advice/evidence.js';
import {fasterScan} from '../../../source/model/advice/paceCures.js';
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
      cure: '# wait, or offer less memory: faster scans would take too much CPU',
      effect: 'Faster scans would take too much CPU.',
    });
  }
});
