import {expect, test} from 'vitest';
import {isPreloadLibrary} from '../../../../source/kernel/process/loader/preloadLibrary.js';

test.each([
  'libksm_preload.so',
  '/usr/local/share/ksm_preload/libksm_preload.so',
  '/usr/lib64/libksm_preload.so.0',
  '/usr/lib64/libksm_preload.so.0.10.3',
  '/usr/lib32/libksm_preload.so',
  '/nix/store/x-y/lib/libksmpreload.so',
  '/opt/libksmforce.so',
  '/opt/libksm-optin.so',
  '/opt/libksm_preload64.so',
  '/usr/$LIB/libksm_preload.so',
])('%s is one', (path) => {
  expect(isPreloadLibrary(path)).toBe(true);
});

test.each([
  '',
  '/',
  '/usr/lib/libc.so.6',
  '/usr/lib/libksm.so',
  '/tmp/libksm_preload.so/other.so',
  '/usr/lib/libksm_preload.so.bak',
  '/usr/lib/libksm_preload.socket',
  '/usr/lib/xlibksm_preload.so',
  '/usr/lib/LIBKSM_PRELOAD.SO',
])('%j is none', (path) => {
  expect(isPreloadLibrary(path)).toBe(false);
});

test('takes further rules', () => {
  const rules = [{needle: 'merge', pattern: /^libmerge\.so$/}];
  expect(isPreloadLibrary('/opt/libmerge.so', rules)).toBe(true);
});
