import {expect, test} from 'vitest';
import {
  keepsPrctl,
  kernelText,
  prctlSupport,
  reportsMerging,
  reportsProcesses,
} from '../../../source/model/derive/kernelFeatures.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const el9 = {kernelRelease: '5.14.0-570.12.1.el9_6.x86_64'};
const reported = {rmapItems: 0, mergingPages: 0, mergeAny: false, mergeable: false};
/** As a kernel tells that has more than its release. */
const withProcess = (sample: ReturnType<typeof sampleOf>) => ({
  ...sample,
  processes: [processOf({ksm: reported})],
});

test.each([
  ['5.10', sampleOf({host: {kernelRelease: '5.10.0'}}), 'none'],
  ['6.4', sampleOf({host: {kernelRelease: '6.4.1'}}), 'lost at exec'],
  ['6.7', sampleOf({host: {kernelRelease: '6.7.1'}}), 'perhaps not scanned'],
  ['6.12', sampleOf({host: {kernelRelease: '6.12.1'}}), 'full'],
  ['an enterprise kernel', sampleOf({host: el9}), 'none'],
  ['with profits', sampleOf({host: el9, ksm: {general_profit: 0}}), 'lost at exec'],
  ['with smart scans', sampleOf({host: el9, ksm: {smart_scan: 1}}), 'perhaps not scanned'],
  ['with ksm_merge_any', withProcess(sampleOf({host: el9})), 'full'],
  [
    'a release without a number',
    sampleOf({host: {kernelRelease: ''}, ksm: {smart_scan: 1}}),
    'perhaps not scanned',
  ],
  ['no KSM to be seen', sampleOf({ksm: false}), 'full'],
])('the opt-in by prctl on %s', (_, sample, support) => {
  expect(prctlSupport(sample)).toBe(support);
  expect(keepsPrctl(sample)).toBe(support === 'full' || support === 'perhaps not scanned');
});

test('reports on processes show in what the kernel reports', () => {
  expect(reportsProcesses(sampleOf({host: el9}))).toBe(false);
  expect(reportsProcesses(withProcess(sampleOf({host: el9})))).toBe(true);
  expect(reportsProcesses(sampleOf({host: {kernelRelease: '6.1.9'}}))).toBe(true);
});

test('reports of merged pages are older than those of other pages', () => {
  for (const [kernelRelease, isReported] of [
    ['5.18.9', false],
    ['5.19.1', true],
  ] as const) {
    const sample = sampleOf({host: {kernelRelease}});
    expect([reportsMerging(sample), reportsProcesses(sample)]).toEqual([isReported, false]);
  }
  const merging = [processOf({ksm: {mergingPages: 0}})];
  expect(reportsMerging({...sampleOf({host: el9}), processes: merging})).toBe(true);
});

test('a kernel without a known release is still a kernel', () => {
  expect(kernelText(sampleOf({host: {kernelRelease: '6.12.9'}}).host)).toBe('Linux 6.12.9');
  expect(kernelText(sampleOf({host: {kernelRelease: ''}}).host)).toBe('this kernel');
});
