import {describe, expect, test} from 'vitest';
import {advance} from '../../source/model/advance.js';
import {createJsonWriter} from '../../source/output/json.js';
import {Digits, jsonText} from '../../source/output/jsonText.js';
import {kernels} from '../fixtures/kernels/kernels.js';
import {processOf, sampleOf} from '../fixtures/sample.js';
import {hostileModel, hostileNames, steering} from '../support/hosts/hostileNames.js';
import {modelOf} from '../support/hosts/modelOf.js';

describe('jsonText', () => {
  test.each(hostileNames)('%j comes back, and steers no terminal on its way', (name) => {
    const text = jsonText({[name]: [name]});
    expect(JSON.parse(text)).toEqual({[name]: [name]});
    expect(text).not.toMatch(steering);
    expect(text).not.toContain('\n');
  });

  test('leaves out what is undefined, and keeps every digit', () => {
    expect(jsonText({a: undefined, b: new Digits('18446744073709551615'), c: {}, d: []})).toBe(
      '{"b":18446744073709551615,"c":{},"d":[]}',
    );
  });
});

describe('the JSON object of a sample', () => {
  test('has the parameters with all their digits, and the advisor as a word', () => {
    const sample = sampleOf({
      ksm: {advisor_max_pages_to_scan: '18446744073709551615', advisor_mode: 'scan-time', run: 2},
    });
    const text = createJsonWriter(undefined)(advance(undefined, sample));
    expect(text).toContain('"advisor_max_pages_to_scan":18446744073709551615,');
    expect(text).toContain('"advisor_mode":"scan-time"');
    expect(text).toContain('"run":2,');
  });

  test('has no counter of which digits were lost', () => {
    const sample = sampleOf({ksm: {pages_scanned: 2 ** 60, full_scans: 3}});
    const {ksm} = JSON.parse(createJsonWriter(undefined)(advance(undefined, sample)));
    expect(ksm).not.toHaveProperty('pages_scanned');
    expect(ksm).toHaveProperty('full_scans', 3);
  });

  test('names the figures that it leaves out because they cannot be', () => {
    const process = processOf({pid: 7, ksm: {mergingPages: 5, zeroPages: 2 ** 64}});
    const ksm = {pages_shared: 1, pages_sharing: 4, ksm_zero_pages: -1};
    const model = advance(undefined, sampleOf({ksm, processes: [process]}));
    const object = JSON.parse(createJsonWriter(undefined)(model));
    expect(object.ksm).not.toHaveProperty('ksm_zero_pages');
    expect(object.figures.saved_bytes).toBe(4 * 4096);
    expect(object.impossible).toEqual([
      {figure: 'ksm_zero_pages', value: -1, reason: 'is below zero'},
      {
        figure: 'general_profit',
        value: 0,
        reason: 'is computed from ksm_zero_pages, which is impossible',
      },
      {figure: 'ksm_zero_pages', pid: 7, reason: 'has wrapped below zero'},
    ]);
    const fine = JSON.parse(createJsonWriter(undefined)(advance(undefined, sampleOf())));
    expect(fine).not.toHaveProperty('impossible');
  });

  test('has no rate in the first sample', () => {
    const first = advance(undefined, sampleOf());
    const write = createJsonWriter(undefined);
    const object = JSON.parse(write(first));
    expect(object).not.toHaveProperty('interval_seconds');
    expect(object.ksmd).toEqual({pid: 37});
    expect(Object.keys(object.figures).join()).not.toContain('_per_second');
    const second = JSON.parse(write(advance(first, sampleOf({monotonicMs: 101_002}))));
    expect(second.interval_seconds).toBe(1.002);
    expect(second.ksmd).toEqual({pid: 37, cpu_percent: 0, window_seconds: 1.002});
    expect(second.figures.pages_scanned_per_second).toBe(0);
  });

  test('has no containers and no process counts until the processes were read', () => {
    const {processes: _, ...sample} = sampleOf();
    const object = JSON.parse(createJsonWriter(undefined)(advance(undefined, sample)));
    expect(object).not.toHaveProperty('containers');
    expect(object.host).not.toHaveProperty('processes');
  });

  test('has the advice, with cures as they can be pasted', () => {
    const sample = sampleOf({
      ksm: {full_scans: 9, pages_unshared: 100_000, general_profit: -6.4e6},
    });
    const {advice} = JSON.parse(createJsonWriter(undefined)(advance(undefined, sample)));
    expect(advice[0]).toEqual({
      rule: 'host-losing',
      severity: 'warning',
      text: expect.stringContaining('profit -6.10 MiB'),
      cure: expect.stringContaining('ksmtop set run='),
    });
  });

  test('is one line, whatever containers are called', () => {
    const text = createJsonWriter(undefined)(hostileModel());
    expect(text.split('\n')).toHaveLength(2);
    expect(JSON.parse(text).containers.map(({name}: {name: string}) => name)).toEqual(hostileNames);
  });

  test.each(Object.entries(kernels))('%s: every file of the kernel, unchanged', async (_, tree) => {
    const object = JSON.parse(createJsonWriter(undefined)(await modelOf(tree)));
    const files: Record<string, string | number> = {};
    for (const [path, entry] of Object.entries(tree.files)) {
      const name = /^sys\/kernel\/mm\/ksm\/(.+)$/.exec(path)?.[1];
      if (name === undefined) continue;
      const text = String(entry).trim();
      files[name] = /\[(.+)\]/.exec(text)?.[1] ?? Number(text);
    }
    expect(object.ksm ?? {}).toEqual(files);
    expect(object.host.page_size_bytes).toBe(tree.pageSizeBytes);
  });
});
