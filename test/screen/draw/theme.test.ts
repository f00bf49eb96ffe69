import {describe, expect, test} from 'vitest';
import {createLook, type Glyphs, lookOf, type Style} from '../../../source/screen/draw/theme.js';
import {widthOf} from '../../../source/text/width.js';

const styles: readonly Style[] = [
  'plain',
  'dim',
  'bold',
  'accent',
  'good',
  'warning',
  'bad',
  'selected',
];

const glyphsOf = (glyphs: Glyphs): string[] => Object.values(glyphs).flat();

describe('colours', () => {
  test('are the 16 of the terminal, and end where they began', () => {
    const look = createLook('colour', true);
    for (const style of styles.filter((name) => name !== 'plain')) {
      expect(look.paint(style, 'x')).toMatch(/^\u001B\[(?:\d{1,2};?)+mx\u001B\[(?:\d{2};?)+m$/);
    }
    expect(look.paint('plain', 'x')).toBe('x');
    expect(look.paint('bold', '')).toBe('');
  });

  test('without them, emphasis and selection are still seen', () => {
    const look = createLook('monochrome', true);
    for (const style of styles) expect(look.paint(style, 'x')).not.toMatch(/\[(?:3|4|9)\d/);
    expect(look.paint('selected', 'x')).toBe('\u001B[7mx\u001B[27m');
    expect(look.paint('bad', 'x')).toBe('\u001B[1mx\u001B[22m');
  });

  test('a dumb terminal gets no attribute at all', () => {
    const look = createLook('none', true);
    for (const style of styles) expect(look.paint(style, 'x')).toBe('x');
  });
});

describe('signs', () => {
  test('take one column each', () => {
    for (const unicode of [true, false]) {
      const {glyphs} = createLook('colour', unicode);
      const {branch, lastBranch, ...single} = glyphs;
      for (const glyph of glyphsOf(single as Glyphs)) expect(widthOf(glyph), glyph).toBe(1);
      expect(widthOf(branch)).toBe(widthOf(lastBranch));
    }
  });

  test('are ASCII where nothing else can be shown', () => {
    for (const glyph of glyphsOf(createLook('none', false).glyphs)) {
      expect(glyph).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  test('tell ksmd running from ksmd stopped, and each step of a sparkline from the next', () => {
    for (const unicode of [true, false]) {
      const {glyphs} = createLook('none', unicode);
      expect(glyphs.running).not.toBe(glyphs.stopped);
      expect(new Set(glyphs.spark).size).toBe(8);
    }
  });
});

describe('the environment', () => {
  const shown = (environment: NodeJS.ProcessEnv, wantsColour?: boolean) => {
    const look = lookOf(environment, wantsColour);
    const bad = look.paint('bad', 'x');
    const colour = bad.includes('[31m') ? 'colour' : bad === 'x' ? 'none' : 'monochrome';
    return `${colour} ${look.glyphs.selected === '>' ? 'ascii' : 'unicode'}`;
  };

  test.each([
    [{TERM: 'xterm-256color', LANG: 'C.UTF-8'}, 'colour unicode'],
    [{TERM: 'linux', LANG: 'C'}, 'colour ascii'],
    [{TERM: 'xterm', LANG: 'C.UTF-8', NO_COLOR: '1'}, 'monochrome unicode'],
    [{TERM: 'xterm', LANG: 'C.UTF-8', NO_COLOR: ''}, 'colour unicode'],
    [{TERM: 'dumb', LANG: 'C.UTF-8'}, 'none unicode'],
    [{LANG: 'C.UTF-8'}, 'none unicode'],
    [{}, 'none ascii'],
  ])('%j', (environment, look) => {
    expect(shown(environment)).toBe(look);
  });

  test('--no-color is like NO_COLOR', () => {
    expect(shown({TERM: 'xterm', LANG: 'C.UTF-8'}, false)).toBe('monochrome unicode');
  });
});
