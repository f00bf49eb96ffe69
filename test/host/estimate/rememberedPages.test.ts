import {expect, test} from 'vitest';
import {createRememberedPages} from '../../../source/host/estimate/rememberedPages.js';

const byHash = (_: number, high: number) => high;
const hashOf = (number: number) => Math.imul(number, 0x9e37_79b1) >>> 0;

test('all pages are remembered while there is room', () => {
  const pages = createRememberedPages(byHash, 16);
  for (let number = 0; number < 16; number++) pages.add(1, number, number, hashOf(number));
  const found: number[] = [];
  pages.forEach(({address}) => {
    found.push(address);
  });
  expect(found).toEqual(Array.from({length: 16}, (_, number) => number));
  expect(pages.oneIn).toBe(1);
});

test('then all pages of a content are, or none', () => {
  const pages = createRememberedPages(byHash, 1000);
  const frames = 4;
  for (let address = 0; address < 8000; address++) {
    const content = address % (8000 / frames);
    pages.add(1, address, content, hashOf(content));
  }
  const counts = new Map<number, number>();
  pages.forEach(({low}) => {
    counts.set(low, (counts.get(low) ?? 0) + 1);
  });
  expect(pages.oneIn).toBeGreaterThanOrEqual(8);
  expect(counts.size).toBeGreaterThan(30);
  expect([...counts.values()].every((count) => count === frames)).toBe(true);
  expect([...counts.keys()].every((content) => pages.has(hashOf(content)))).toBe(true);
});
