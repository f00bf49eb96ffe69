import {describe, expect, test} from 'vitest';
import {deriveFigures} from '../../../source/model/derive/figures.js';
import {hostNames, sampleOfHost} from '../../fixtures/hostSample.js';
import {ksmSampleOf} from '../../fixtures/ksmSample.js';
import {sampleOf} from '../../fixtures/sample.js';

const mebi = 2 ** 20;

test('saved is what is shared beyond the kept pages, and the zero pages', () => {
  const {savedBytes} = deriveFigures(
    sampleOf({ksm: {pages_shared: 100, pages_sharing: 2560, ksm_zero_pages: 256}}),
  );
  expect(savedBytes).toBe(11 * mebi);
});

test('the share of memory and of what is offered', () => {
  const figures = deriveFigures(
    sampleOf({
      ksm: {pages_shared: 100, pages_sharing: 500, pages_unshared: 300, pages_volatile: 100},
      memory: {totalBytes: 4_096_000},
    }),
  );
  expect(figures).toMatchObject({
    savedShareOfMemory: 0.5,
    offeredPages: 1000,
    offeredBytes: 4_096_000,
    savedShareOfOffered: 0.5,
    sharingPerShared: 5,
  });
});

describe('profit', () => {
  test('is what the kernel says where it says it, with its sign', () => {
    const {profitBytes} = deriveFigures(sampleOf({ksm: {general_profit: -201_384_320}}));
    expect(profitBytes).toBe(-201_384_320);
  });

  test('of 0 is no lack of one', () => {
    const {profitBytes} = deriveFigures(sampleOf({ksm: {general_profit: 0, pages_sharing: 9}}));
    expect(profitBytes).toBe(0);
  });

  test('before 6.4 is what is saved less 64 bytes for each page that is tracked', () => {
    const counters = {
      pages_shared: 100,
      pages_sharing: 900,
      pages_unshared: 8000,
      pages_volatile: 1000,
    };
    const {profitBytes} = deriveFigures(ksmSampleOf({counters}));
    expect(profitBytes).toBe(900 * 4096 - 10_000 * 64);
  });

  test('before 6.4 may be negative too', () => {
    const counters = {pages_shared: 0, pages_sharing: 0, pages_unshared: 40_000, pages_volatile: 0};
    expect(deriveFigures(ksmSampleOf({counters})).profitBytes).toBe(-2_560_000);
  });

  test('before 6.4 on 32 bits costs half', () => {
    const counters = {pages_shared: 0, pages_sharing: 0, pages_unshared: 1000, pages_volatile: 0};
    const sample = ksmSampleOf({counters});
    const {profitBytes} = deriveFigures({...sample, host: {...sample.host, rmapItemBytes: 32}});
    expect(profitBytes).toBe(-32_000);
  });

  test.each([
    ['5.14.0', {}],
    ['6.5.0', {general_profit: -2_560_000}],
  ])('on %s is no loss where zero pages merge without being counted', (kernelRelease, more) => {
    const of = (ksm: Record<string, number>) =>
      deriveFigures(sampleOf({host: {kernelRelease}, ksm: {...more, ...ksm}})).profitBytes;
    expect(of({use_zero_pages: 1, pages_unshared: 40_000})).toBeUndefined();
    expect(of({use_zero_pages: 0, pages_unshared: 40_000})).toBe(-2_560_000);
    expect(of({use_zero_pages: 1, pages_sharing: 10, general_profit: 40_320})).toBe(40_320);
  });

  test('is unknown where a counter is missing', () => {
    expect(deriveFigures(ksmSampleOf({counters: {pages_sharing: 10}}))).toEqual({
      savedBytes: 40_960,
    });
  });
});

test('the memory of a container is not what a share of the host is of', () => {
  const host = {memoryOfContainer: true};
  expect(deriveFigures(sampleOf({host, ksm: {pages_sharing: 9}}))).not.toHaveProperty(
    'savedShareOfMemory',
  );
});

test('nothing shared is no division by zero', () => {
  expect(deriveFigures(sampleOf({memory: {totalBytes: 0}}))).toEqual({
    savedBytes: 0,
    profitBytes: 0,
    offeredPages: 0,
    offeredBytes: 0,
  });
});

test('a kernel without KSM has no figures, rather than zeros', () => {
  expect(deriveFigures(sampleOf({ksm: false}))).toEqual({});
});

describe.each(hostNames)('%s', (name) => {
  test('has figures that agree with its files', async () => {
    const sample = await sampleOfHost(name);
    const counters = sample.ksm?.counters;
    const figures = deriveFigures(sample);
    if (!counters) {
      expect(figures).toEqual({});
      return;
    }
    const {pages_sharing = 0, ksm_zero_pages = 0} = counters;
    const pageSize = name === '64k-pages' ? 65_536 : 4096;
    expect(figures.savedBytes).toBe((pages_sharing + ksm_zero_pages) * pageSize);
    expect(figures.profitBytes).toBe(
      (pages_sharing + ksm_zero_pages) * pageSize - (figures.offeredPages ?? 0) * 64,
    );
    expect(figures.savedShareOfOffered).toBeLessThan(1);
  });
});
