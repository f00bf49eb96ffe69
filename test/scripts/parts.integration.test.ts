import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import type {OutputFile} from 'esbuild';
import {afterAll, expect, test} from 'vitest';
import {inParts} from '../../scripts/parts/parts.mjs';
import {program} from '../support/program.js';
import {run} from '../support/run.js';

const directory = mkdtempSync(join(tmpdir(), 'ksmtop-parts-'));
const file = join(directory, 'cli.cjs');
afterAll(() => rmSync(directory, {recursive: true}));

/** Runs chunks as one program. */
async function runParts(chunks: Record<string, string>) {
  const files = Object.entries(chunks).map(([path, text]) => ({path, text}) as OutputFile);
  const {program: text} = await inParts(files, {platform: 'node', target: 'node20'});
  writeFileSync(file, text);
  return {text, ...(await run(program(process.execPath, file)))};
}

test('runs chunks in the order of their imports, each once, and knows where it is', async () => {
  const {stdout, stderr} = await runParts({
    'shared.js': 'console.log("shared"); export let count = 0; export const add = () => ++count;',
    'late.js':
      'import {add, count} from "./shared.js"; add(); console.log("late", count); export {add};',
    'cli.js': `import {add, count} from "./shared.js"; add(); console.log("cli", count);
      import("./late.js").then((late) => { late.add(); console.log(count, import.meta.url); });`,
  });
  expect({stdout, stderr}).toEqual({
    stdout: `shared\ncli 1\nlate 2\n3 ${pathToFileURL(file).href}\n`,
    stderr: '',
  });
});

test('keeps every character and every end of a comment, in one byte a character', async () => {
  const {text, stdout} = await runParts({
    'cli.js': 'console.log(/^a*/.exec("aab")[0], "*/", `–`, "– ▁".replace(/[–▁]/g, "x"));',
  });
  expect(stdout).toBe('aa */ – x x\n');
  expect(text).toMatch(/^[\0-\x7F]*$/);
});

test('cannot be built where the end of a comment has no spelling', async () => {
  await expect(runParts({'cli.js': 'console.log("* /");'})).rejects.toThrow(
    'cli.js: choose another spelling of */',
  );
});

test('names the line of the file and the function where an error was thrown', async () => {
  const {text, stderr} = await runParts({
    'cli.js': 'import {fail} from "./fail.js";\nfail();',
    'fail.js': 'export function fail() {\n  throw new Error("on purpose");\n}',
  });
  const [, line] = /at fail \(.*cli\.cjs:(\d+):\d+\)/.exec(stderr) ?? [];
  expect(text.split('\n')[Number(line) - 1]).toContain('Error("on purpose")');
});

test('loads a module of Node when something of it is used', async () => {
  const {stdout} = await runParts({
    'cli.js': `import {constants} from 'later:zlib';
      import * as zlib from 'later:zlib';
      const isLoaded = () => process.moduleLoadList.includes('NativeModule zlib');
      console.log(isLoaded(), constants.Z_BEST_SPEED, zlib.constants === constants, isLoaded());`,
  });
  expect(stdout).toBe('false 1 true true\n');
});
