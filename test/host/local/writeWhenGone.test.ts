import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {until} from '../../support/until.js';

const source = fileURLToPath(
  new URL('../../../source/host/local/writeWhenGone.ts', import.meta.url),
);
const boosted = {
  pages_to_scan: '4000\n',
  sleep_millisecs: '20\n',
  advisor_mode: '[none] scan-time\n',
};
const writes = [
  {name: 'pages_to_scan', from: '4000', to: '500'},
  {name: 'sleep_millisecs', from: '20', to: '50'},
  {name: 'advisor_mode', from: 'none', to: 'scan-time'},
];

let work: string;
let module: string;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'ksmtop-gone-'));
  module = join(work, 'writeWhenGone.mjs');
  await build({entryPoints: [source], outfile: module, format: 'esm', platform: 'node'});
});

afterAll(() => rmSync(work, {recursive: true}));

beforeEach(() => {
  for (const [name, text] of Object.entries(boosted)) writeFileSync(join(work, name), text);
});

const held = (name: keyof typeof boosted) => readFileSync(join(work, name), 'utf8').trim();

/** Whether this process is a shell that does the writes. */
function writesHere(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join(work, 'pages_to_scan'));
  } catch {
    return false;
  }
}

/** A program that has the writes done when it ends, and what it does meanwhile. */
function startProgram(then: string) {
  const script = `import {writeWhenGone} from ${JSON.stringify(module)};
    const callOff = writeWhenGone(${JSON.stringify(work)}, ${JSON.stringify(writes)});
    ${then}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test.each(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)('writes after %s', async (signal) => {
  const program = startProgram(`setInterval(() => {}, 1e6); console.log('ready');`);
  await once(program.stdout, 'data');
  expect(held('pages_to_scan')).toBe('4000');
  program.kill(signal);
  await until('the last write', () => held('advisor_mode') === 'scan-time');
  expect([held('pages_to_scan'), held('sleep_millisecs')]).toEqual(['500', '50']);
});

test('holds no program up, and leaves alone what others have set', async () => {
  writeFileSync(join(work, 'pages_to_scan'), '777\n');
  const [code] = await once(startProgram(''), 'exit');
  expect(code).toBe(0);
  await until('the last write', () => held('advisor_mode') === 'scan-time');
  expect([held('pages_to_scan'), held('sleep_millisecs')]).toEqual(['777', '50']);
});

test('writes nothing when it was called off', async () => {
  await once(startProgram('callOff();'), 'exit');
  await until('the end of its shell', () => !readdirSync('/proc').some(writesHere));
  expect([held('pages_to_scan'), held('sleep_millisecs')]).toEqual(['4000', '20']);
});
