import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {styledCharsFromTokens, tokenize} from '@alcalzone/ansi-tokenize';
import * as esbuild from 'esbuild';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {build} from '../../scripts/build.mjs';
import {esbuildPatches, type Patch} from '../../scripts/patch.mjs';
import {patches} from '../../scripts/patches/index.mjs';
import {inkWholeRows} from '../../scripts/patches/ink-whole-rows.mjs';
import {lazyUnicodeData} from '../../scripts/patches/lazy-unicode-data.mjs';
import {narrow} from '../../scripts/patches/narrow.mjs';
import {stringWidthFastPath} from '../../scripts/patches/string-width-fast-path.mjs';

const root = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'ksmtop-patches-'));
afterAll(() => rmSync(directory, {recursive: true}));

describe('a package that changed', () => {
  let inputs: string[] = [];
  beforeAll(async () => {
    ({inputs} = await build({outdir: join(directory, 'dist')}));
  });

  test.each(patches)('fails the build: $name', (patch) => {
    const files = inputs.filter((input) => patch.file.test(`/${input}`));
    expect(files).not.toEqual([]);
    for (const file of files) {
      const code = readFileSync(join(root, file), 'utf8');
      expect(patch.apply(code, file)).not.toBe(code);
      expect(() => patch.apply('', file)).toThrow();
      expect(() => patch.apply(code + code, file)).toThrow();
    }
  });

  const fails = (patch: Patch) =>
    expect(
      esbuild.build({
        stdin: {contents: 'import "./package.json"', resolveDir: root},
        plugins: [esbuildPatches([patch])],
        bundle: true,
        write: false,
        logLevel: 'silent',
      }),
    ).rejects;

  test('fails the build when the file is gone', () =>
    fails({name: 'lost', file: /nowhere\.js$/, apply: (code) => code}).toThrow(
      /patch lost: no bundled file matches/,
    ));

  test('fails the build with the patch and the file', () =>
    fails({
      name: 'broken',
      file: /package\.json$/,
      apply() {
        throw new Error('not as expected');
      },
    }).toThrow(/patch broken: .*package\.json: not as expected/));
});

describe('the same results as without patches', () => {
  test('stringWidth, for every character and for mixed lines', async () => {
    const {original, patched} = await bothOf('string-width/index.js', [
      lazyUnicodeData,
      stringWidthFastPath,
    ]);
    const different = [...everyCharacter(), ...mixedLines(20_000)].filter(
      (text) => original.default(text) !== patched.default(text),
    );
    expect(different).toEqual([]);
    expect(patched.default('宽', {countAnsiEscapeCodes: true})).toBe(2);
    expect(patched.default(undefined)).toBe(0);
  });

  test('the cells of an Output, for texts next to, above and below each other', async () => {
    const {original, patched} = await bothOf('ink/build/output.js', [inkWholeRows]);
    let taken = 0;
    for (const operations of drawings(2000)) {
      const [before, after] = [original, patched].map(({default: Output}) => {
        const output = new Output({width: 24, height: 6});
        for (const draw of operations) draw(output);
        return output.get();
      });
      expect(after.height).toBe(before.height);
      const [cells, same] = [before, after].map(({output}) => output.split('\n').map(cellsOf));
      expect(same).toEqual(cells);
      if (after.output.includes('\u001B[0m')) taken++;
    }
    expect(taken).toBeGreaterThan(100);
  });
});

/** What a terminal shows of a row: its cells up to the last that is no plain blank. */
function cellsOf(row: string): string[] {
  const cells = styledCharsFromTokens(tokenize(row)).map(
    ({value, styles}) => `${value} ${styles.map(({code}) => code).join('')}`,
  );
  while (cells.at(-1) === '  ') cells.pop();
  return cells;
}

type Draw = (output: {
  write(x: number, y: number, text: string, options: {transformers: unknown[]}): void;
  clip(clip: {x1?: number; x2?: number; y1?: number; y2?: number}): void;
  unclip(): void;
}) => void;

/** Rows as long as the screen or not, most at its edge, within clips that cut them or not. */
function drawings(count: number): Draw[][] {
  const texts = mixedLines(3000).map((text, index) => text.padEnd(index % 3 ? 24 : 0));
  let seed = 7;
  const below = (limit: number) => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % limit;
  };
  const colour = (line: string) => `\u001B[33m${line}\u001B[39m`;
  const write: () => Draw = () => {
    const x = below(4) ? 0 : below(30) - 3;
    const y = below(9) - 1;
    const lines = Array.from({length: below(4) ? 1 : 3}, () => texts[below(texts.length)] ?? '');
    const transformers = [[], [(line: string) => line], [colour]][below(3)] ?? [];
    return (output) => output.write(x, y, lines.join('\n'), {transformers});
  };
  const clipped: () => Draw[] = () => {
    const [x1, y1] = [below(3) ? 0 : below(4), below(3)];
    const across = below(3) ? {x1, x2: below(2) ? 24 : 10} : {};
    const down = below(3) ? {y1, y2: y1 + below(6)} : {};
    return [
      (output) => output.clip({...across, ...down}),
      ...Array.from({length: 4}, write),
      (output) => output.unclip(),
    ];
  };
  return Array.from({length: count}, () => [write(), ...clipped(), write()]);
}

/** A package as it is, and patched. */
async function bothOf(entry: string, applied: readonly Patch[]) {
  const bundled = async (kind: string, plugins: esbuild.Plugin[]) => {
    const outfile = join(directory, `${entry.replaceAll('/', '-')}-${kind}.mjs`);
    const entryPoints = [join(root, 'node_modules', entry)];
    await esbuild.build({entryPoints, outfile, plugins, bundle: true, format: 'esm'});
    return import(outfile);
  };
  return {
    original: await bundled('original', []),
    patched: await bundled('patched', [esbuildPatches(applied)]),
  };
}

function everyCharacter(): string[] {
  return Array.from({length: 0x1_0000}, (_, code) => `a${String.fromCharCode(code)}│`);
}

/** Narrow characters, colours, and now and then what takes no fast path. */
function mixedLines(count: number): string[] {
  const plain = Array.from({length: 0x1_0000}, (_, code) => String.fromCharCode(code)).filter(
    (character) => new RegExp(`[${narrow}]`).test(character),
  );
  const rest = [
    '宽',
    'e\u0301',
    '👩‍💻',
    '▶\uFE0F',
    '©\uFE0F',
    '\u00AD',
    '\t',
    '\u200B',
    '\u009B',
    '가',
    '🇩🇪',
  ];
  const colours = [
    '\u001B[32m',
    '\u001B[39m',
    '\u001B[1;38;5;12m',
    '\u001B[0m',
    '\u001B[4:3m',
    '\u001B[2J',
  ];
  let seed = 1;
  const pick = (from: readonly string[]) => {
    seed = (seed * 16_807) % 2_147_483_647;
    return from[seed % from.length] ?? '';
  };
  return Array.from({length: count}, (_, line) =>
    Array.from({length: 1 + (line % 12)}, () => {
      const kind = pick([
        'plain',
        'plain',
        'plain',
        'plain',
        'colour',
        line % 2 ? 'rest' : 'plain',
      ]);
      return pick(kind === 'plain' ? plain : kind === 'colour' ? colours : rest);
    }).join(''),
  );
}
