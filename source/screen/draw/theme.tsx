import {createContext, useContext} from 'react';
import {isUnicodeLocale, spellAscii} from '../../text/spelling.js';
import type {ThemeName} from './themeNames.js';

/** The meaning of a style, never its color. */
export type Style = 'plain' | 'dim' | 'bold' | 'accent' | 'good' | 'warning' | 'bad' | 'selected';

/** How ksmtop draws on this terminal: with or without color, in block characters or ASCII. */
export type Theme = {
  paint: (style: Style, text: string) => string;
  /** Rewrites what this terminal's character set lacks. */
  spell: (text: string) => string;
  glyphs: Glyphs;
};

export type Glyphs = {
  /** From lowest to highest. */
  spark: readonly string[];
  running: string;
  stopped: string;
  warning: string;
  ascending: string;
  descending: string;
  selected: string;
  dot: string;
  ellipsis: string;
  barFull: string;
  barEmpty: string;
  /** In the order that asciichart takes them. */
  chart: ChartSymbols;
  up: string;
  down: string;
  branch: string;
  lastBranch: string;
  /** Left of what is below a branch, unless it is the last. */
  trunk: string;
};

type ChartSymbols = [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

type Codes = Readonly<
  Partial<Record<Exclude<Style, 'plain'>, readonly [open: string, close: string]>>
>;

/** The 16 colors of the terminal, so that every palette works. */
const colorCodes = {
  dim: ['\u001b[2m', '\u001b[22m'],
  bold: ['\u001b[1m', '\u001b[22m'],
  accent: ['\u001b[36m', '\u001b[39m'],
  good: ['\u001b[32m', '\u001b[39m'],
  warning: ['\u001b[33m', '\u001b[39m'],
  bad: ['\u001b[31m', '\u001b[39m'],
  selected: ['\u001b[30;46m', '\u001b[39;49m'],
} as const satisfies Codes;

/** NO_COLOR removes colors, not emphasis: the selection must stay visible. */
const monochromeCodes: Codes = {
  dim: colorCodes.dim,
  bold: colorCodes.bold,
  accent: colorCodes.bold,
  warning: colorCodes.bold,
  bad: colorCodes.bold,
  selected: ['\u001b[7m', '\u001b[27m'],
};

const themeCodes: Readonly<Record<ThemeName, Codes>> = {
  dark: colorCodes,
  // Yellow and cyan cannot be read on white.
  light: {
    ...colorCodes,
    accent: ['\u001b[34m', '\u001b[39m'],
    warning: ['\u001b[35m', '\u001b[39m'],
    selected: ['\u001b[97;44m', '\u001b[39;49m'],
  },
  // Nothing is dimmed.
  contrast: {
    bold: colorCodes.bold,
    accent: ['\u001b[1;96m', '\u001b[22;39m'],
    good: ['\u001b[1;92m', '\u001b[22;39m'],
    warning: ['\u001b[1;93m', '\u001b[22;39m'],
    bad: ['\u001b[1;91m', '\u001b[22;39m'],
    selected: ['\u001b[30;107m', '\u001b[39;49m'],
  },
  mono: monochromeCodes,
};

const blocks: Glyphs = {
  spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  running: '●',
  stopped: '○',
  warning: '▲',
  ascending: '▴',
  descending: '▾',
  selected: '▸',
  dot: '·',
  ellipsis: '…',
  barFull: '▰',
  barEmpty: '▱',
  chart: ['┼', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'],
  up: '↑',
  down: '↓',
  branch: '├─ ',
  lastBranch: '└─ ',
  trunk: '│',
};

const ascii: Glyphs = {
  spark: ['_', '.', ':', '-', '=', '+', '*', '#'],
  running: '*',
  stopped: 'o',
  warning: '!',
  ascending: '^',
  descending: 'v',
  selected: '>',
  dot: '|',
  ellipsis: '~',
  barFull: '#',
  barEmpty: '.',
  chart: ['+', '|', '-', '-', '-', '\\', '/', '\\', '/', '|'],
  up: '^',
  down: 'v',
  branch: '|- ',
  lastBranch: '`- ',
  trunk: '|',
};

/** `none`: dumb terminals have no attributes at all. */
export type ColorSupport = 'color' | 'monochrome' | 'none';

export function createTheme(
  colors: ColorSupport,
  unicode: boolean,
  name: ThemeName = 'dark',
): Theme {
  const codes = colors === 'color' ? themeCodes[name] : monochromeCodes;
  return {
    glyphs: unicode ? blocks : ascii,
    spell: unicode ? (text) => text : spellAscii,
    paint(style, text) {
      const code = style === 'plain' || colors === 'none' ? undefined : codes[style];
      return code && text ? code[0] + text + code[1] : text;
    },
  };
}

/** Reads NO_COLOR, TERM and the locale as terminal programs do. */
export function themeOf(
  environment: NodeJS.ProcessEnv,
  wantsColor = true,
  name?: ThemeName,
): Theme {
  const dumb = !environment.TERM || environment.TERM === 'dumb';
  const color = wantsColor && !environment.NO_COLOR;
  const colors = dumb ? 'none' : color ? 'color' : 'monochrome';
  return createTheme(colors, isUnicodeLocale(environment), name);
}

const ThemeContext = createContext<Theme>(createTheme('none', true));

export const ThemeProvider = ThemeContext.Provider;

export function useTheme(): Theme {
  return useContext(ThemeContext);
}
