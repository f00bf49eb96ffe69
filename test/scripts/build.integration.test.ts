import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {build} from '../../scripts/build.mjs';
import {buildName} from '../../scripts/build-name.mjs';
import {kernel6_18} from '../fixtures/kernel-6.18.js';
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
      for (const script of result.filter(({url}) => url === pathToFileURL(executable).href)) {
        for (const {functionName} of script.functions) functions.add(functionName);
      }
    }
    return Object.entries(screenFunctions)
      .filter(([, name]) => functions.has(name))
      .map(([name]) => name);
  }

  test('is one file, executable by its first line', () => {
    const beside = ['third-party-licences.txt', 'package.json', 'cli.cache'].map((name) =>
      join(outdir, name),
    );
    expect(files).toEqual([executable, ...beside]);
    expect(readFileSync(executable, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(executable).mode & 0o777).toBe(0o755);
  });

  /** Whether V8 rejected what it had made of the parts; null: it was not asked. */
  async function rejections() {
    const script = `const vm = process.getBuiltinModule('node:vm');
      const all = [];
      vm.Script = class extends vm.Script {
        constructor(...args) { super(...args); all.push(this.cachedDataRejected ?? null); }
      };
      process.on('exit', () => console.error(JSON.stringify(all)));`;
    const importing = ['--import', `data:text/javascript,${encodeURIComponent(script)}`] as const;
    const {stderr} = await run(
      program(process.execPath, ...importing, executable, 'print', '-n', '1'),
    );
    return new Set(JSON.parse(stderr));
  }

  test('takes over what V8 made of it when it was built, and of no other program', async () => {
    expect(await rejections()).toEqual(new Set([false]));
    const cache = join(outdir, 'cli.cache');
    const made = readFileSync(cache);
    writeFileSync(cache, made.toString('latin1').replace(/"key":"./, '"key":"-'), 'latin1');
    expect(await rejections()).toEqual(new Set([null]));
    rmSync(cache);
    expect(await rejections()).toEqual(new Set([null]));
    writeFileSync(cache, made);
  });

  test('loads no module of Node before it is needed', async () => {
    const script = 'process.on("exit", () => console.log(process.moduleLoadList.join()))';
    const loaded = await mustRun(
      program(
        ...([process.execPath, '--import', `data:text/javascript,${script}`] as const),
        ...[executable, '--version'],
      ),
    );
    expect(loaded).not.toMatch(
      /NativeModule (?:_http_client|internal\/deps\/undici\/undici|zlib|v8)\b/,
    );
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
