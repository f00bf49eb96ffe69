import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {build} from '../scripts/build.mjs';
import {kernel6_18} from './fixtures/kernel-6.18.js';
import {writeTree} from './fixtures/tree.js';
import {program} from './system/harness/program.js';
import {run} from './system/harness/run.js';
import {Terminal} from './system/harness/terminal.js';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** In a bundle, esbuild writes above each module which file it was. */
const screenPackage = /^\/\/ node_modules\/(?:ink|react|react-reconciler|yoga-layout)\//m;

describe.each([
  {name: 'the program', patched: true},
  {name: 'the program without patches', patched: false},
])('$name', ({patched}) => {
  const directory = mkdtempSync(join(tmpdir(), 'ksmtop-build-'));
  const outdir = join(directory, 'dist');
  const executable = join(outdir, 'cli.js');
  let files: string[] = [];

  beforeAll(async () => {
    ({files} = await build({outdir, patched}));
  });
  afterAll(() => rmSync(directory, {recursive: true}));

  /** The files of the bundle that V8 ran any code of, by its own account. */
  async function evaluated(...args: readonly string[]): Promise<string[]> {
    const coverage = mkdtempSync(join(directory, 'coverage-'));
    const {code, stderr} = await run(program(process.execPath, ...args), {
      env: {NODE_V8_COVERAGE: coverage},
    });
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    const reports = readdirSync(coverage).map((file) => readFileSync(join(coverage, file), 'utf8'));
    const scripts = reports.flatMap((text) => JSON.parse(text).result as {url: string}[]);
    return scripts
      .filter(({url}) => url.startsWith('file:'))
      .map(({url}) => fileURLToPath(url))
      .filter((path) => files.includes(path));
  }

  const drawsTheScreen = (path: string) => screenPackage.test(readFileSync(path, 'utf8'));

  test('is executable by its first line', () => {
    expect(readFileSync(executable, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(executable).mode & 0o777).toBe(0o755);
  });

  test('has its version built in', async () => {
    const {code, stdout, stderr} = await run(program(process.execPath, executable, '--version'));
    expect({code, stdout, stderr}).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  test('explains itself without a terminal', async () => {
    const {code, stdout} = await run(program(process.execPath, executable, '--help'), {env: {}});
    expect(code).toBe(0);
    expect(stdout).toContain('$ ksmtop');
  });

  test.each(['--help', '--version'])('answers %s without Ink, React and Yoga', async (flag) => {
    const scripts = await evaluated(executable, flag);
    expect(scripts).toContain(executable);
    expect(scripts.filter(drawsTheScreen)).toEqual([]);
  });

  test('has them in chunks of their own, where an import evaluates them', async () => {
    const chunks = files.filter((path) => path.endsWith('.js') && drawsTheScreen(path));
    expect(chunks).not.toEqual([]);
    const script = chunks.map(
      (path) => `await import(${JSON.stringify(pathToFileURL(path).href)});`,
    );
    const scripts = await evaluated('--input-type=module', '--eval', script.join(''));
    expect(scripts).toEqual(expect.arrayContaining(chunks));
  });

  test('draws its screen and leaves it', async () => {
    using tree = writeTree(kernel6_18.files);
    const roots = ['--procfs', tree.procfs, '--sysfs', tree.sysfs];
    const terminal = Terminal.start(program(process.execPath, executable, ...roots));
    await terminal.waitFor('ksmtop');
    expect(terminal.alternateScreen).toBe(true);
    await terminal.press('q');
    expect(await terminal.exited).toEqual({code: 0, signal: null});
  });

  test('names the licence of every package in it', () => {
    const licences = readFileSync(join(outdir, 'third-party-licences.txt'), 'utf8');
    for (const name of ['ink', 'react', 'meow', 'asciichart', 'yoga-layout', 'signal-exit']) {
      expect(licences).toMatch(new RegExp(`^${name} [\\d.]+ \\((?:MIT|ISC)\\)$`, 'm'));
    }
    expect(licences).toContain('Copyright (c) Meta Open Source');
  });

  test('replaces an older build and leaves none of its chunks', async () => {
    const again = await build({outdir, patched: !patched});
    const chunks = again.files.filter((path) => path.includes('chunks'));
    const present = readdirSync(join(outdir, 'chunks')).map((name) => join(outdir, 'chunks', name));
    expect(present.sort()).toEqual(chunks.sort());
    ({files} = await build({outdir, patched}));
  });
});
