import {describe, expect, test} from 'vitest';
import {parameters} from '../../../source/kernel/ksm/parameters.js';
import {checkName, checkTogether, checkValue} from '../../../source/model/tuning/checkValue.js';
import {ksmSampleOf} from '../../fixtures/ksmSample.js';

test.each([
  ['pages_to_scan', '1000', '1000'],
  ['pages_to_scan', ' 0100 ', '100'],
  ['pages_to_scan', '1000000', '1000000'],
  ['sleep_millisecs', '0', '0'],
  ['run', '2', '2'],
  ['smart_scan', 'on', '1'],
  ['use_zero_pages', 'no', '0'],
  ['merge_across_nodes', '1', '1'],
  ['advisor_mode', 'scan-time', 'scan-time'],
  ['max_page_sharing', '2', '2'],
] as const)('%s takes %j as %s', (name, typed, value) => {
  expect(checkValue(name, typed)).toEqual({value});
});

test.each([
  ['pages_to_scan', '0', 'scan nothing'],
  ['pages_to_scan', '1000001', 'finishes its batch'],
  ['pages_to_scan', '-1', 'takes 1 to 1 000 000 pages, not "-1"'],
  ['pages_to_scan', '1e3', 'not "1e3"'],
  ['pages_to_scan', '0x10', 'not "0x10"'],
  ['pages_to_scan', '', 'not ""'],
  ['pages_to_scan', '18446744073709551616', 'takes 1 to'],
  ['sleep_millisecs', '4294967295', 'sleep for hours'],
  // The kernel takes this and stores 0.
  ['advisor_max_cpu', '4294967296', 'one core'],
  ['advisor_max_cpu', '0', 'do nothing'],
  ['max_page_sharing', '1', 'takes 2 to'],
  ['run', '3', 'takes 0, 1 or 2, not "3"'],
  ['run', 'toString', 'takes 0, 1 or 2'],
  // The kernel reads no more of a switch than its first letter.
  ['use_zero_pages', 'none', 'takes 0 or 1'],
  ['smart_scan', 'constructor', 'takes 0 or 1'],
  ['advisor_mode', 'Scan-Time', 'takes none or scan-time'],
  ['advisor_mode', '[none]', 'takes none or scan-time'],
  ['advisor_target_scan_time', '0', 'takes 1 to'],
  ['advisor_target_scan_time', '604801', 'longer than a week'],
] as const)('%s does not take %j: %s', (name, typed, reason) => {
  expect(checkValue(name, typed).problem).toContain(reason);
});

test('every default can be typed, and every parameter has a finite range', () => {
  for (const {name, defaultValue} of parameters) {
    expect(checkValue(name, defaultValue)).toEqual({value: defaultValue});
  }
});

test('counters and unknown names are distinguished', () => {
  expect(checkName('run')).toEqual({value: 'run'});
  expect(checkName('pages_shared').problem).toContain('can be read, but not set');
  expect(checkName('pages_to_scn').problem).toContain('available: run, pages_to_scan,');
});

describe('together', () => {
  test('a parameter that the kernel lacks is named with the release that added it', () => {
    const sample = ksmSampleOf({parameters: {run: '1', pages_to_scan: '100'}});
    const older = {...sample, host: {...sample.host, kernelRelease: '5.14.0'}};
    expect(checkTogether({smart_scan: '1'}, older)).toMatch(/has no smart_scan.*in Linux 6\.7/);
    expect(checkTogether({merge_across_nodes: '0'}, sample)).toMatch(
      /has no merge_across_nodes; it was added in Linux 3\.9, for kernels built with CONFIG_NUMA\.$/,
    );
    expect(checkTogether({pages_to_scan: '200'}, sample)).toBeUndefined();
  });

  test('a parameter that the kernel must have is said to be unreadable', () => {
    const sample = ksmSampleOf({parameters: {pages_to_scan: '100'}});
    const host = {...sample.host, kernelRelease: '6.12.9'};
    expect(checkTogether({run: '1'}, {...sample, host})).toBe(
      'run cannot be read, or holds no valid value, so it is not written. This kernel (6.12.9) should have it.',
    );
  });

  test('pages_to_scan is refused while the advisor has it, unless it is switched off with it', () => {
    const sample = ksmSampleOf({parameters: {pages_to_scan: '500', advisor_mode: 'scan-time'}});
    expect(checkTogether({pages_to_scan: '200'}, sample)).toContain(
      "is set by the kernel's advisor",
    );
    expect(checkTogether({pages_to_scan: '200', advisor_mode: 'none'}, sample)).toBeUndefined();
  });

  test('the bounds of the advisor must not cross', () => {
    const bounds = {advisor_min_pages_to_scan: '500', advisor_max_pages_to_scan: '30000'};
    const sample = ksmSampleOf({parameters: {...bounds, pages_to_scan: '100'}});
    expect(checkTogether({advisor_min_pages_to_scan: '30001'}, sample)).toContain('above');
    expect(checkTogether({advisor_max_pages_to_scan: '499'}, sample)).toContain('above');
    expect(checkTogether({advisor_max_pages_to_scan: '500'}, sample)).toBeUndefined();
    // A host that others left so is no reason to refuse anything else.
    const crossed = ksmSampleOf({
      parameters: {...bounds, advisor_max_pages_to_scan: '100', run: '0'},
    });
    expect(checkTogether({run: '1'}, crossed)).toBeUndefined();
  });

  test('a kernel without KSM', () => {
    const {ksm: _, ...sample} = ksmSampleOf({});
    expect(checkTogether({run: '1'}, sample)).toContain('has no KSM');
  });
});
