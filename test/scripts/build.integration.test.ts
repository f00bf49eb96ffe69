import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {build} from '../../scripts/build.mjs';
import {buildName} from '../../scripts/build-name.mjs';
import {kernel6_18} from '../fixtures/kernels/kernel-6.18.js';
import {writeTree} from '../fixtures/tree.js';
import {program} from '../support/program.js';
import {Terminal} from '../support/pty.js';
import {mustRun, run} from '../support/run.js';

const root = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** A function of each package that only a screen needs, by its name in the bundle. */
const screenFunctions = {
  ink: 'Ink',
  react: 'node_modules/react/cjs/react.production.js',
  'react-reconciler': 'node_modules/react-reconciler/cjs/react-reconciler.production.js',
  'yoga-layout': 'wrapAssembly',
};

type CoverageReport = {
  result: {url: string; functions: {functionName: string; ranges: {count: number}[]}[]}[];
};

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

  /** The packages for the screen that V8 compiled, by its own account. */
  async function screenPackages(use: (env: NodeJS.ProcessEnv) => Promise<unknown>) {
    const coverage = mkdtempSync(join(directory, 'coverage-'));
    await use({NODE_V8_COVERAGE: coverage});
    const functions = new Set<string>();
    for (const file of readdirSync(coverage)) {
      const {result} = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as CoverageReport;
      for (const script of result.filter(({url}) => url.startsWith(pathToFileURL(outdir).href))) {
        for (const {functionName} of script.functions) functions.add(functionName);
      }
    }
    return Object.entries(screenFunctions)
      .filter(([, name]) => functions.has(name))
      .map(([name]) => name);
  }

  test('is a file to start, chunks next to it, and their licences', () => {
    const names = files.map((path) => path.slice(outdir.length + 1));
    expect(names.sort()).toEqual(readdirSync(outdir).sort());
    const others = names.filter((name) => !/^[\w-]+-[A-Z0-9]{8}\.js$/.test(name));
    expect(others).toEqual(['child.js', 'cli.js', 'package.json', 'third-party-licences.txt']);
    expect(readFileSync(executable, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(executable).mode & 0o777).toBe(0o755);
  });

  test('leaves no chunk of an earlier build', async () => {
    const old = join(outdir, 'chunk-AAAAAAAA.js');
    writeFileSync(old, '');
    await build({outdir, patched});
    expect(existsSync(old)).toBe(false);
  });

  test('keeps compiled code in the cache of the user, and nowhere without one', async () => {
    const home = mkdtempSync(join(directory, 'home-'));
    const start = (env: NodeJS.ProcessEnv) =>
      mustRun(program(process.execPath, executable, '--version'), {
        env: {XDG_CACHE_HOME: undefined, NODE_V8_COVERAGE: undefined, TMPDIR: home, ...env},
      });
    await start({HOME: undefined});
    expect(readdirSync(home)).toEqual([]);
    // A directory that others can write to is above it.
    await start({HOME: home});
    expect(readdirSync(home)).toEqual([]);
    const own = mkdtempSync(join(homedir(), '.ksmtop-test-'));
    try {
      await start({HOME: own});
      const versions = readdirSync(join(own, '.cache/ksmtop'));
      expect(versions).toHaveLength(1);
      expect(readdirSync(join(own, '.cache/ksmtop', versions[0] ?? '')).length).toBeGreaterThan(3);
    } finally {
      rmSync(own, {recursive: true});
    }
  });

  test('has its version built in', async () => {
    const {code, stdout, stderr} = await run(program(process.execPath, executable, '--version'));
    const made = [buildName(root), `Node ${process.versions.node}`, `linux ${process.arch}`];
    expect({code, stdout, stderr}).toEqual({
      code: 0,
      stdout: `${manifest.version} (${made.filter(Boolean).join(', ')})\n`,
      stderr: '',
    });
  });

  test('explains itself without a terminal', async () => {
    const {code, stdout} = await run(program(process.execPath, executable, '--help'), {env: {}});
    expect(code).toBe(0);
    expect(stdout).toContain('$ ksmtop');
  });

  test.each(['--help', '--version', 'print -n 1', 'print -n 1 --format json', 'doctor'])(
    'answers %s without Ink, React and Yoga',
    async (line) => {
      const packages = await screenPackages((env) =>
        run(program(process.execPath, executable, ...line.split(' ')), {env}),
      );
      expect(packages).toEqual([]);
    },
  );

  test('draws its screen with them and leaves it', async () => {
    using tree = writeTree(kernel6_18.files);
    const roots = ['--procfs', tree.procfs, '--sysfs', tree.sysfs];
    const packages = await screenPackages(async (env) => {
      const {command, args} = program(process.execPath, executable, ...roots);
      const terminal = Terminal.start({command, args, env});
      await terminal.waitFor('ksmtop');
      expect(terminal.alternateScreen).toBe(true);
      await terminal.press('q');
      expect(await terminal.exited).toEqual({code: 0, signal: null});
    });
    expect(packages).toEqual(Object.keys(screenFunctions));
  });

  test('names the licence of every package in it', () => {
    const licences = readFileSync(join(outdir, 'third-party-licences.txt'), 'utf8');
    for (const name of ['ink', 'react', 'meow', 'asciichart', 'yoga-layout', 'signal-exit']) {
      expect(licences).toMatch(new RegExp(`^${name} [\\d.]+ \\((?:MIT|ISC)\\)$`, 'm'));
    }
    expect(licences).toContain('Copyright (c) Meta Open Source');
  });
});
