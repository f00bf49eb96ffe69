import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, test} from 'vitest';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';
import {ksmtop, ksmtopProgram} from '../harness/ksmtop.js';
import {startNodeExporter, startPrometheus} from '../harness/prometheus.js';
import {start} from '../harness/running.js';

const textfiles = '/var/lib/prometheus/node-exporter';

/** The recipe of the documentation, line by line, to be run with other places and ports. */
async function recipe() {
  const page = await readFile(new URL('../../../docs/ssh-and-fleets.md', import.meta.url), 'utf8');
  const section = page.slice(page.indexOf('### By Prometheus'));
  const block = (language: string) =>
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)?.[1] ?? '';
  const lines = block('sh').trim().split('\n');
  const wordsOf = (program: string) => {
    const line = lines.find((text) => text.startsWith(`${program} `));
    if (!line) throw new Error(`the recipe has no ${program}`);
    return line.replace(/ &$/, '').replaceAll(textfiles, 'DIRECTORY').split(' ').slice(1);
  };
  return {
    exporterOptions: wordsOf('prometheus-node-exporter'),
    ksmtopWords: wordsOf('ksmtop'),
    configuration: block('yaml'),
  };
}

describe.skipIf(missing('a fleet by Prometheus', 'prometheus', 'nodeExporter'))(
  'the recipe of docs/ssh-and-fleets.md',
  () => {
    test('leads to a fleet on the screen', async () => {
      const {exporterOptions, ksmtopWords, configuration} = await recipe();
      await using first = await startNodeExporter(exporterOptions);
      const second = await startNodeExporter(exporterOptions);
      await using _printing = await start(
        ksmtopProgram(...ksmtopWords.map((word) => word.replace('DIRECTORY', first.textfiles))),
      );
      const targets = `[${first.address}, ${second.address}]`;
      expect(configuration).toContain('[hn1:9100, hn2:9100]');
      await using prometheus = await startPrometheus(
        first.address,
        configuration.replace('[hn1:9100, hn2:9100]', targets).replace('15s', '500ms'),
      );
      await until('what ksmtop writes', async () => (await prometheus.query('ksm_run')).length > 0);

      await using terminal = ksmtop(['--prometheus', prometheus.address, '-d', '0.5'], {
        columns: 140,
        rows: 30,
      });
      await terminal.waitFor(/^ksmtop {2}fleet {2}2 of 2 hosts answer .*trends over 1 h/m);
      // Both are this machine: node_exporter tells its memory, and ksmtop the cost of ksmd.
      const rowOf = (address: string) =>
        new RegExp(`^[▸ ] {3}${address} +up +.*%.*B .*B(?: |$)`, 'm');
      await terminal.waitFor(rowOf(first.address));
      await terminal.waitFor(rowOf(second.address));

      await terminal.filter(first.address);
      await terminal.press('enter');
      await terminal.waitFor(/^ksmd +[●○] (?:running|stopped).* cpu /m);
      await terminal.waitFor(/^[▸ ]host +host +\d+/m);
      await terminal.press('s');
      await terminal.waitFor('Nothing can be changed: seen through Prometheus.');
      await terminal.press('escape', 'escape');
      await terminal.waitFor(/2 of 2 hosts answer/);

      await second[Symbol.asyncDispose]();
      await terminal.waitFor(/1 of 2 hosts answer/);
      await terminal.waitFor(new RegExp(`^[▸ ] {3}${second.address} +lost `, 'm'));
      await terminal.press('q');
      expect(await terminal.exited).toMatchObject({code: 0});
    });
  },
);

test('an address where nothing listens costs no screen', async () => {
  await using terminal = ksmtop(['--prometheus', '127.0.0.1:65500'], {columns: 120, rows: 30});
  await terminal.waitFor('cannot be reached: nothing listens on that port.');
  await terminal.press('q');
  expect(await terminal.exited).toMatchObject({code: 0});
});

test('it is not asked of hosts that are named beside it', async () => {
  const both = ['--prometheus', '127.0.0.1:65500', '-H', 'hn1'];
  await using terminal = ksmtop(both, {columns: 200, rows: 30});
  expect(await terminal.exited).toMatchObject({code: 2});
  expect(terminal.text().join(' ')).toContain('omit --host.');
});

test('q ends at once, whatever a server does, and no secret is on the command line', async () => {
  const server = createServer(() => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  try {
    const address = `http://me:secret@127.0.0.1:${port}`;
    await using terminal = ksmtop(['--prometheus', address], {columns: 120, rows: 30});
    await terminal.waitFor('Looking for hosts');
    expect(await readFile(`/proc/${terminal.pid}/cmdline`, 'latin1')).not.toContain('secret');
    const startMs = performance.now();
    await terminal.press('q');
    expect(await terminal.exited).toMatchObject({code: 0});
    expect(performance.now() - startMs).toBeLessThan(3000);
    expect(terminal.text().join(' ')).not.toContain('secret');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('q does not wait for connections that are not accepted, as behind a firewall', async () => {
  const listening = `
    const server = require('node:net').createServer();
    server.listen({port: 0, host: '127.0.0.1', backlog: 1}, () => {
      require('node:fs').writeSync(1, server.address().port + '\\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  await using server = await start(program(process.execPath, '-e', listening));
  const port = (await server.waitForOutput(/^\d+\n/)).trim();
  const address = `http://127.0.0.1:${port}`;
  await using terminal = ksmtop(['--prometheus', address], {columns: 120, rows: 30});
  await terminal.waitFor('Looking for hosts');
  const startMs = performance.now();
  await terminal.press('q');
  expect(await terminal.exited).toMatchObject({code: 0});
  expect(performance.now() - startMs).toBeLessThan(3000);
});
