import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Terminal} from '../../support/pty.js';
import {ksmtop} from '../harness/ksmtop.js';

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(homedir(), '.ksmtop-test-'));
  file = join(home, '.config/ksmtop/config.json');
});
afterEach(() => rmSync(home, {recursive: true}));

const write = (text: string) => {
  mkdirSync(join(home, '.config/ksmtop'), {recursive: true});
  writeFileSync(file, text);
};
const start = (args: readonly string[], columns: number, rows: number) =>
  ksmtop(args, {columns, rows, env: {HOME: home}});
const quit = async (terminal: Terminal) => {
  await terminal.press('q');
  expect(await terminal.exited).toMatchObject({code: 0});
};

describe.each([
  [80, 24],
  [200, 60],
])('settings at %i×%i', (columns, rows) => {
  test('a saved view is shown again by the next start', async () => {
    {
      await using terminal = start(['-d', '5'], columns, rows);
      await terminal.waitFor(/CONTAINER.*SAVED ▾/, {what: 'the list'});
      await terminal.press('f2');
      await terminal.waitFor(/^▸\[x\] CONTAINER/m);
      await terminal.press('down', 'down', 'down', '<', '<', '<');
      await terminal.waitFor(/^▸\[x\] STATE/m);
      await terminal.press('escape', 'c', '1', '<', 'I', 'W');
      await terminal.waitFor(/This view was saved in/);
      await quit(terminal);
    }
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      ...{interval_seconds: 5, chart: 'pages_shared', 'containers.descending': false},
    });
    await using terminal = start([], columns, rows);
    await terminal.waitFor(/^ +STATE +CONTAINER/m, {what: 'the columns in their order'});
    await terminal.waitFor(/ ▴/, {what: 'the sort order'});
    await terminal.waitFor(/every 5 s/, {what: 'the interval'});
    await terminal.waitFor(/shared\s*$/m, {what: 'the chart'});
    await quit(terminal);
  });

  test('a broken file is reported and does not keep it from starting', async () => {
    write('{\n  "theme": "light",\n  "interval_seconds": "fast",\n  "chart" "all"\n}\n');
    await using terminal = start(['-d', '2'], columns, rows);
    await terminal.waitFor(/CONTAINER.*SAVED ▾/, {what: 'the list'});
    await terminal.waitFor(/every 2 s/, {what: 'the interval of the command line'});
    await terminal.waitFor(
      (lines) =>
        /line 3: interval_seconds needs a number/.test(lines.join(' ').replace(/\s+/g, ' ')),
      {what: 'the problem above the keys'},
    );
    await terminal.press('W');
    await terminal.waitFor(/was not saved/);
    await quit(terminal);
    expect(readFileSync(file, 'utf8')).toContain('"chart" "all"');
    await terminal.waitFor(/line 4 is not valid/);
  });
});
