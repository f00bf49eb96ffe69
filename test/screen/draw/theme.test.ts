import {describe, expect, test} from 'vitest';
import {createTheme, type Glyphs, type Style, themeOf} from '../../../source/screen/draw/theme.js';
import {themeNames} from '../../../source/screen/draw/themeNames.js';
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

describe('colors', () => {
  test('are the 16 of the terminal, and end where they began', () => {
    const theme = createTheme('color', true);
    for (const style of styles.filter((name) => name !== 'plain')) {
      expect(theme.paint(style, 'x')).toMatch(/^\u001B\[(?:\d{1,2};?)+mx\u001B\[(?:\d{2};?)+m$/);
    }
    expect(theme.paint('plain', 'x')).toBe('x');
    expect(theme.paint('bold', '')).toBe('');
  });

  test('without them, emphasis and selection stay visible', () => {
    const theme = createTheme('monochrome', true);
    for (const style of styles) expect(theme.paint(style, 'x')).not.toMatch(/\[(?:3|4|9)\d/);
    expect(theme.paint('selected', 'x')).toBe('\u001B[7mx\u001B[27m');
    expect(theme.paint('bad', 'x')).toBe('\u001B[1mx\u001B[22m');
  });

  test('a dumb terminal gets no attribute at all', () => {
    const theme = createTheme('none', true);
    for (const style of styles) expect(theme.paint(style, 'x')).toBe('x');
  });
});

describe.each(themeNames)('the theme %s', (name) => {
  test('has the 16 colors of the terminal, and ends each where it began', () => {
    const theme = createTheme('color', true, name);
    for (const style of styles) {
      const painted = theme.paint(style, 'x');
      if (painted !== 'x') expect(painted).toMatch(/^\u001B\[[\d;]+mx\u001B\[[\d;]+m$/);
      expect(painted).not.toMatch(/[34]8;/);
    }
  });

  test('tells good from bad, and shows the selection', () => {
    const {paint} = createTheme('color', true, name);
    expect(paint('good', 'x')).not.toBe(paint('bad', 'x'));
    expect(paint('selected', 'x')).not.toBe('x');
  });

  test('is without color where colors are off', () => {
    const {paint} = createTheme('monochrome', true, name);
    for (const style of styles)
      expect(paint(style, 'x')).not.toMatch(/\[(?:[\d;]*;)?(?:3|4|9|10)\d/);
  });
});

describe('signs', () => {
  test('take one column each', () => {
    for (const unicode of [true, false]) {
      const {glyphs} = createTheme('color', unicode);
      const {branch, lastBranch, ...single} = glyphs;
      for (const glyph of glyphsOf(single as Glyphs)) expect(widthOf(glyph), glyph).toBe(1);
      expect(widthOf(branch)).toBe(widthOf(lastBranch));
    }
  });

  test('are ASCII where nothing else can be shown', () => {
    for (const glyph of glyphsOf(createTheme('none', false).glyphs)) {
      expect(glyph).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  test('differ for ksmd running and stopped, and for each step of a sparkline', () => {
    for (const unicode of [true, false]) {
      const {glyphs} = createTheme('none', unicode);
      expect(glyphs.running).not.toBe(glyphs.stopped);
      expect(new Set(glyphs.spark).size).toBe(8);
    }
  });
});

describe('the environment', () => {
  const shown = (environment: NodeJS.ProcessEnv, wantsColor?: boolean) => {
    const theme = themeOf(environment, wantsColor);
    const bad = theme.paint('bad', 'x');
    const color = bad.includes('[31m') ? 'color' : bad === 'x' ? 'none' : 'monochrome';
    return `${color} ${theme.glyphs.selected === '>' ? 'ascii' : 'unicode'}`;
  };

  test.each([
    [{TERM: 'xterm-256color', LANG: 'C.UTF-8'}, 'color unicode'],
    [{TERM: 'linux', LANG: 'C'}, 'color ascii'],
    [{TERM: 'xterm', LANG: 'C.UTF-8', NO_COLOR: '1'}, 'monochrome unicode'],
    [{TERM: 'xterm', LANG: 'C.UTF-8', NO_COLOR: ''}, 'color unicode'],
    [{TERM: 'dumb', LANG: 'C.UTF-8'}, 'none unicode'],
    [{LANG: 'C.UTF-8'}, 'none unicode'],
    [{}, 'none ascii'],
  ])('%j', (environment, theme) => {
    expect(shown(environment)).toBe(theme);
  });

  test('--no-color is like NO_COLOR', () => {
    expect(shown({TERM: 'xterm', LANG: 'C.UTF-8'}, false)).toBe('monochrome unicode');
  });
});
