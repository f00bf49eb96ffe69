import {expect, test} from 'vitest';
import {filesAt} from '../../scripts/screenshots/picturedHost.mjs';
import {palettes, svgOf} from '../../scripts/screenshots/svg.mjs';
import type {KernelTree} from '../fixtures/kernels/kernelTree.js';
import {modelOf} from '../support/hosts/modelOf.js';
import type {Cell} from '../support/screen/screenText.js';

const plain: Cell = {
  ...{text: '', bold: false, dim: false, inverse: false, underline: false},
  ...{foreground: -1, background: -1},
};

const cells = (text: string, style: Partial<Cell> = {}): Cell[] =>
  [...text].map((character) => ({...plain, ...style, text: character === ' ' ? '' : character}));

const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, text = '']) => text);

test('a picture keeps what a screen says, each style in a text of its own', () => {
  const svg = svgOf(
    [[...cells('ksmtop  '), ...cells('<hn1>', {bold: true}), ...cells(' a & b  ')]],
    palettes.dark,
    'hn1 & hn2',
  );
  expect(texts(svg)).toEqual(['ksmtop', '&lt;hn1&gt;', 'a &amp; b']);
  expect(svg).toContain('<title>hn1 &amp; hn2</title>');
  expect(svg).toContain('class="b">&lt;hn1&gt;');
});

test('a text takes the width of its cells, in any font', () => {
  const svg = svgOf([cells('  12.4 %  ')], palettes.dark, 'figure');
  expect(svg).toContain('x="18" y="14" textLength="54"');
});

test('colors are those of the palette; a background is drawn with its blanks', () => {
  const row = [
    ...cells('saving', {foreground: 2}),
    ...cells(' hn1 ', {foreground: 0, background: 6}),
  ];
  const dark = svgOf([row], palettes.dark, 'colors');
  const light = svgOf([row], palettes.light, 'colors');
  expect(dark).toContain(`fill:${palettes.dark.colors[2]}`);
  expect(light).toContain(`fill:${palettes.light.colors[2]}`);
  expect(dark).toContain(`width="45" height="19" fill="${palettes.dark.colors[6]}"`);
  expect(texts(dark)).toEqual(['saving', ' hn1 ']);
});

test('inverse text swaps both colors', () => {
  const svg = svgOf([cells('hn1', {inverse: true})], palettes.light, 'inverse');
  expect(svg).toContain(`fill="${palettes.light.foreground}"`);
  expect(svg).toContain(`style="fill:${palettes.light.background}"`);
});

test.each([0, 60, 120])('the pictured host could be a real one after %i s', async (seconds) => {
  const picture = {name: 'hn1', shops: 3, memoryGiB: 32};
  const model = await modelOf({files: filesAt(picture, seconds)} as KernelTree);
  const {doubts, figures, containers = []} = model;
  expect(doubts).toEqual([]);
  const sum = containers.reduce((total, {savedBytes = 0}) => total + savedBytes, 0);
  expect(sum / (figures.savedBytes ?? 0)).toBeCloseTo(1, 2);
});
