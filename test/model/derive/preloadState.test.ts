import {describe, expect, test} from 'vitest';
import {
  type OptIn,
  optIn,
  type PreloadState,
  preloadState,
} from '../../../source/model/derive/preloadState.js';
import {sampleOfHost} from '../../fixtures/hostSample.js';
import {processOf} from '../../fixtures/sample.js';

const library = '/usr/lib/libksm_preload.so';

type Row = [
  what: string,
  process: Parameters<typeof processOf>[0],
  state: PreloadState,
  way: OptIn,
];

/** Linux 6.14 and later tell everything. */
const idle = {rmapItems: 0, zeroPages: 0, mergingPages: 0, mergeAny: false, mergeable: false};
const offering = {...idle, rmapItems: 8000, mergeable: true};
const merging = {...offering, mergingPages: 7875};

const none = {mapped: false, requested: false} as const;
const loaded = {mapped: library, requested: library};
const asked = {mapped: false, requested: library} as const;

function check(rows: readonly Row[]): void {
  test.each(rows)('%s', (_, facts, state, way) => {
    const process = processOf(facts);
    expect(preloadState(process)).toBe(state);
    expect(optIn(process)).toBe(way);
  });
}

describe('the programs that the library was tried with', () => {
  check([
    ['python with the preload', {preload: loaded, ksm: merging}, 'merging', 'preload'],
    ['python without', {preload: none, ksm: idle}, 'none', 'none'],
    ['python with a high threshold', {preload: loaded, ksm: idle}, 'loaded', 'preload'],
    ['node with the preload', {preload: loaded, ksm: merging}, 'merging', 'preload'],
    ['a program that calls mmap64', {preload: loaded, ksm: idle}, 'loaded', 'preload'],
    ['bash, with nothing above 32 kB', {preload: loaded, ksm: idle}, 'loaded', 'preload'],
    ['a static program', {preload: asked, ksm: idle}, 'requested', 'none'],
    ['a setuid program', {preload: asked, ksm: idle}, 'requested', 'none'],
    ['a missing library', {preload: asked, ksm: idle}, 'requested', 'none'],
    [
      '/etc/ld.so.preload, of which environ knows nothing',
      {preload: {mapped: library, requested: false}, ksm: merging},
      'merging',
      'preload',
    ],
    [
      'a library that was replaced',
      {preload: {mapped: `${library} (deleted)`, requested: library}, ksm: offering},
      'mergeable',
      'preload',
    ],
  ]);
});

describe('the other ways to opt in', () => {
  const anyOffered = {...offering, mergeAny: true};
  check([
    ['madvise, as QEMU does', {ksm: offering}, 'mergeable', 'madvise'],
    ['madvise, merging', {ksm: merging}, 'merging', 'madvise'],
    ['prctl', {ksm: anyOffered}, 'mergeable', 'prctl'],
    ['prctl, merging', {ksm: {...anyOffered, mergingPages: 3}}, 'merging', 'prctl'],
    [
      'prctl by a preloaded library',
      {preload: loaded, ksm: {...anyOffered, mergingPages: 3}},
      'merging',
      'preload',
    ],
    [
      'nothing but zero pages',
      {ksm: {...offering, rmapItems: 0, zeroPages: 12}},
      'merging',
      'madvise',
    ],
    ['offered, but not scanned yet', {ksm: {...idle, mergeable: true}}, 'mergeable', 'madvise'],
    [
      'taken back after it merged: what is merged stays so',
      {ksm: {...merging, mergeable: false}},
      'merging',
      'madvise',
    ],
  ]);
});

describe('older kernels tell less', () => {
  check([
    // No file at all before 5.19: what ksmd does with a process cannot be seen.
    ['5.10, mapped', {preload: loaded, ksm: undefined}, 'loaded', 'preload'],
    ['5.10, asked for', {preload: asked, ksm: undefined}, 'requested', 'unknown'],
    ['5.10, nothing', {preload: none, ksm: undefined}, 'none', 'unknown'],
    ['5.19, mapped and merging', {preload: loaded, ksm: {mergingPages: 9}}, 'merging', 'preload'],
    ['5.19, merging', {ksm: {mergingPages: 9}}, 'merging', 'unknown'],
    ['5.19, not merging', {ksm: {mergingPages: 0}}, 'none', 'unknown'],
    ['6.1, tracked', {ksm: {rmapItems: 50, mergingPages: 0}}, 'mergeable', 'unknown'],
    ['6.1, mapped and tracked', {preload: loaded, ksm: {rmapItems: 50}}, 'mergeable', 'preload'],
    ['6.6, zero pages alone', {ksm: {rmapItems: 0, zeroPages: 4}}, 'merging', 'unknown'],
    ['6.12, not scanned yet', {ksm: {rmapItems: 0, mergingPages: 0}}, 'none', 'unknown'],
    ['a kernel thread or a zombie: empty files', {ksm: {}}, 'none', 'unknown'],
  ]);
});

describe('what a reader may see decides what can be said', () => {
  const unreadable = {readable: false} as const;
  check([
    // Another user: nothing but stat, status, cmdline and cgroup.
    ['another user', {...unreadable, ksm: undefined, preload: {}}, 'unknown', 'unknown'],
    // CAP_SYS_PTRACE alone: maps, neither ksm_stat nor environ.
    [
      'SYS_PTRACE, mapped',
      {...unreadable, ksm: undefined, preload: {mapped: library}},
      'unknown',
      'preload',
    ],
    [
      'SYS_PTRACE, not mapped',
      {...unreadable, ksm: undefined, preload: {mapped: false}},
      'unknown',
      'unknown',
    ],
    // CAP_DAC_READ_SEARCH alone, or uid 0 without capabilities: ksm_stat, but no maps.
    ['DAC_READ_SEARCH, merging', {...unreadable, ksm: merging, preload: {}}, 'merging', 'unknown'],
    [
      'DAC_READ_SEARCH, offering',
      {...unreadable, ksm: offering, preload: {}},
      'mergeable',
      'unknown',
    ],
    [
      'DAC_READ_SEARCH, by prctl',
      {...unreadable, ksm: {...merging, mergeAny: true}, preload: {}},
      'merging',
      'prctl',
    ],
    ['DAC_READ_SEARCH, idle', {...unreadable, ksm: idle, preload: {}}, 'unknown', 'unknown'],
    // maps readable, environ not: whether it was asked for is not known.
    ['no environ', {ksm: idle, preload: {mapped: false}}, 'unknown', 'none'],
    ['no environ, but mapped', {ksm: idle, preload: {mapped: library}}, 'loaded', 'preload'],
  ]);
});

test('on a real host each process has its state', async () => {
  const {processes = []} = await sampleOfHost('kernel-6.18');
  const states = Object.fromEntries(
    processes
      .filter(({pid}) => pid >= 3000 && pid < 9000)
      .map((process) => [process.pid, `${preloadState(process)} ${optIn(process)}`]),
  );
  expect(states).toEqual({
    3000: 'none none',
    3010: 'none none',
    3020: 'merging preload',
    3021: 'merging preload',
    3030: 'loaded preload',
    3040: 'requested none',
    3100: 'mergeable preload',
    3110: 'none none',
    3200: 'merging madvise',
    3210: 'merging madvise',
    3300: 'merging prctl',
    3310: 'none none',
    // A zombie has no memory left to tell of.
    3320: 'none unknown',
  });
});

test('hostile names and paths do not count as a preload library', async () => {
  const {processes = []} = await sampleOfHost('kernel-6.18');
  const hostile = processes.filter(({pid}) => pid >= 9000);
  expect(hostile.length).toBeGreaterThan(10);
  for (const process of hostile) expect(preloadState(process)).toBe('none');
});
