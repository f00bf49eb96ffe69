import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {createMetricsWriter} from '../../../source/output/openmetrics.js';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {kernels} from '../../fixtures/kernels/kernels.js';
import {writeTree} from '../../fixtures/tree.js';
import {hostileModel} from '../../support/hosts/hostileNames.js';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {until} from '../../support/until.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';
import {startNodeExporter, startPrometheus} from '../harness/prometheus.js';
import {start} from '../harness/running.js';

const checkMetrics = (metrics: string) =>
  run(program('promtool', 'check', 'metrics'), {input: metrics});
const silent = {code: 0, signal: null, stdout: '', stderr: ''};

describe.skipIf(missing('promtool', 'promtool'))('promtool check metrics', () => {
  test.each(Object.entries(kernels))('has nothing to say about %s', async (_, {files}) => {
    using tree = writeTree(files);
    const {stdout} = await runKsmtop([
      ...['print', '-n', '1', '--format', 'openmetrics'],
      ...['--procfs', tree.procfs, '--sysfs', tree.sysfs],
    ]);
    expect(stdout).toMatch(/\n# EOF\n$/);
    expect(await checkMetrics(stdout)).toEqual(silent);
  });

  test('has nothing to say about this machine, nor about hostile names', async () => {
    const {stdout} = await runKsmtop(['print', '-n', '1', '--format', 'openmetrics']);
    expect(await checkMetrics(stdout)).toEqual(silent);
    expect(await checkMetrics(createMetricsWriter(undefined, 100)(hostileModel()))).toEqual(silent);
  });

  test('would speak up', async () => {
    expect(await checkMetrics('# TYPE ksm_x_total gauge\nksm_x_total 1\n')).not.toEqual(silent);
  });
});

describe.skipIf(missing('Prometheus', 'prometheus', 'nodeExporter'))('Prometheus', () => {
  test('has, through the textfile collector, every series of the file', async () => {
    using tree = writeTree(kernel6_18.files);
    await using exporter = await startNodeExporter();
    await using prometheus = await startPrometheus(exporter.address);
    const {code} = await runKsmtop([
      ...['print', '-n', '1', '--format', 'openmetrics', '--top', '3'],
      ...['--output', join(exporter.textfiles, 'ksmtop.prom')],
      ...['--procfs', tree.procfs, '--sysfs', tree.sysfs],
    ]);
    expect(code).toBe(0);
    await until('a first scrape', async () => (await prometheus.query('ksm_run')).length > 0);

    const ofContainer = await prometheus.query('ksm_container_saved_bytes{kind="lxc"}');
    expect(ofContainer).toMatchObject([{labels: {container: 'w01'}, value: '115952781'}]);
    const [total] = await prometheus.query('sum(ksm_container_saved_bytes)');
    const [saved] = await prometheus.query('ksm_saved_bytes');
    expect(Number(total?.value)).toBeCloseTo(Number(saved?.value), -2);
    expect(await prometheus.query('ksm_container_verdict{container="w01"} == 1')).toMatchObject([
      {labels: {verdict: 'saving'}},
    ]);
    expect(await prometheus.query('node_textfile_scrape_error')).toMatchObject([{value: '0'}]);

    const written = (await exporter.metrics()).split('\n').filter((line) => /^ksm_/.test(line));
    expect(written.length).toBeGreaterThan(80);
    expect(await prometheus.query('{__name__=~"ksm_.*"}')).toHaveLength(written.length);
  });

  test('takes the same text for OpenMetrics', async () => {
    const metrics = createMetricsWriter(undefined, 100)(hostileModel());
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/openmetrics-text; version=1.0.0');
      response.end(metrics);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const {port} = server.address() as AddressInfo;
      await using prometheus = await startPrometheus(`127.0.0.1:${port}`);
      await until('a scrape', async () => (await prometheus.query('up == 1')).length === 1);
      const series = await prometheus.query('{__name__=~"ksm_.*"}');
      expect(series).toHaveLength(metrics.split('\n').filter((line) => /^ksm_/.test(line)).length);
      expect(series.map(({labels}) => labels.container)).toContain('say "hi"');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test.skipIf(missing('KSM', 'ksm', 'gcc', 'libc'))(
    'sees the same of ksmd through ksmtop as through node_exporter itself',
    {timeout: ksmLockTimeoutMs},
    async () => {
      await using ksm = await holdKsm();
      await using first = await startWorkload({mib: 8, seed: 7, uniquePercent: 25});
      await using second = await startWorkload({mib: 8, seed: 7, uniquePercent: 25});
      await ksm.scanFast();
      await ksm.waitForCounts({pages_shared: 1536, pages_sharing: 1536, pages_unshared: 1024});
      await using exporter = await startNodeExporter();
      await using printing = await start(
        ksmtopProgram(
          ...['print', '--format', 'openmetrics', '-d', '0.2'],
          ...['--output', join(exporter.textfiles, 'ksmtop.prom')],
        ),
      );
      await using prometheus = await startPrometheus(exporter.address);
      const sameAs = async (ours: string, theirs: string) => {
        const [equal] = await prometheus.query(`${ours} == ignoring(file) ${theirs}`);
        return equal !== undefined;
      };
      for (const name of ['pages_shared', 'pages_sharing', 'pages_to_scan', 'sleep_seconds']) {
        await until(`${name} alike`, () => sameAs(`ksm_${name}`, `node_ksmd_${name}`));
      }
      await until('the new sleep', async () => {
        await ksm.write('sleep_millisecs', 15);
        return (await prometheus.query('ksm_sleep_seconds == 0.015')).length === 1;
      });
      const [saved] = await prometheus.query('ksm_saved_bytes');
      expect(saved?.value).toBe(String(1536 * 4096));
      const [merging] = await prometheus.query(
        'sum(ksm_container_preload_processes{state="merging"})',
      );
      expect(merging?.value).toBe('2');
      expect(printing.output()).toBe('');
      expect([first.output(), second.output()]).toEqual(['ready\n', 'ready\n']);
    },
  );
});
