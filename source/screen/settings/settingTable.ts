import {usualThresholds} from '../../model/derive/thresholds.js';
import {isTenantPattern} from '../../model/map/tenants.js';
import {trendNames} from '../../model/sample/history.js';
import {intervalLimits} from '../../session/samplingRate.js';
import {themeNames} from '../draw/themeNames.js';
import {listColumns, usualTitles} from './listColumns.js';
import type {Settings} from './settings.js';
import {thresholdSettings} from './siteThresholds.js';
import {type ListKind, usualView} from './viewState.js';

/** A setting: a key of the file, what it takes and means. */
export type Setting = {
  key: keyof Settings;
  /** For the end of `it needs …`. */
  takes: string;
  meaning: string;
  /** What counts without it; undefined: the terminal decides. */
  usual: unknown;
  accepts: (value: unknown) => boolean;
  /** Part of a view, which is saved as a whole. */
  isOfView?: true;
};

const {lowest, highest} = intervalLimits;
const mostThreshold = 1_000_000;

/** Every setting; the check of the file, what is saved, and the documents come from this table. */
export const settingTable: readonly Setting[] = [
  {
    key: 'interval_seconds',
    takes: `a number from ${lowest} to ${highest}`,
    meaning: 'Seconds between samples of one host, as `--delay`.',
    usual: 1,
    accepts: (value) => typeof value === 'number' && value >= lowest && value <= highest,
    isOfView: true,
  },
  {
    key: 'theme',
    ...oneOf(themeNames),
    meaning:
      "Colors, from the terminal's own 16: for a dark or a light background, with high contrast, or none.",
    usual: 'dark',
    isOfView: true,
  },
  {
    key: 'mouse',
    takes: 'true or false',
    meaning:
      'Whether the mouse works in ksmtop; false: as `--no-mouse`. Without it: on, but off in GNU screen.',
    usual: undefined,
    accepts: (value) => typeof value === 'boolean',
    isOfView: true,
  },
  {
    key: 'chart',
    ...oneOf(['off', ...trendNames, 'all']),
    meaning: 'The counter in the large chart; off: the four trends.',
    usual: 'off',
    isOfView: true,
  },
  ...listSettings('containers', 'the containers'),
  ...listSettings('processes', 'the processes of a container'),
  ...listSettings('estimates', 'the rows of an estimate'),
  ...listSettings('hosts', 'several hosts'),
  {
    key: 'map.tenants',
    takes: 'a regular expression',
    meaning:
      'Names tenants by its first group in the names of containers, as `--tenants`; empty: by machine, pod and user.',
    usual: '',
    accepts: isTenantPattern,
  },
  ...thresholdSettings.map(
    ({key, name, unit, meaning}): Setting => ({
      ...{key, meaning, usual: usualThresholds[name] / unit},
      takes: `a number above 0, up to ${mostThreshold}`,
      accepts: (value) => typeof value === 'number' && value > 0 && value <= mostThreshold,
    }),
  ),
];

function oneOf(words: readonly string[]): Pick<Setting, 'takes' | 'accepts'> {
  const quotedWords = words.map((word) => `"${word}"`);
  return {
    takes: `${quotedWords.slice(0, -1).join(', ')} or ${quotedWords.at(-1)}`,
    accepts: (value) => words.includes(value as string),
  };
}

function listSettings(kind: ListKind, what: string): readonly Setting[] {
  const titles = listColumns[kind].map(({title}) => title);
  const sortable = listColumns[kind].flatMap(({title, isSortable}) => (isSortable ? title : []));
  const {sortTitle, descending} = usualView.arrangements[kind];
  return [
    {
      key: `${kind}.sort`,
      takes: `one of ${sortable.join(', ')}`,
      meaning: `The column by which ${what} are sorted.`,
      usual: sortTitle,
      accepts: (value) => sortable.includes(value as string),
      isOfView: true,
    },
    {
      key: `${kind}.descending`,
      takes: 'true or false',
      meaning: 'Whether the highest comes first.',
      usual: descending,
      accepts: (value) => typeof value === 'boolean',
      isOfView: true,
    },
    {
      key: `${kind}.columns`,
      takes: `a list of ${titles.join(', ')}, each once`,
      meaning: `The columns of ${what}, from left to right.`,
      usual: usualTitles(kind),
      accepts: (value) => isListOf(value, titles),
      isOfView: true,
    },
  ];
}

/** Each at most once, and at least one. */
function isListOf(value: unknown, words: readonly string[]): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return new Set(value).size === value.length && value.every((word) => words.includes(word));
}
