import {type ParameterName, parameters} from '../kernel/parameters.js';
import type {Values} from './check.js';
import type {Sample} from './sample.js';

/** How a host sets parameters when it starts: by systemd, or in the classic script. */
export type BootWay = 'tmpfiles' | 'rcLocal';

/** What a file that the host reads at its start is to become. */
export type BootFileChange = {
  path: string;
  /** Absent: there is no such file. */
  before?: string;
  /** Absent: it is to be removed. */
  after?: string;
  /** Sentences on what might keep it from working. */
  warnings: readonly string[];
};

const directory = '/sys/kernel/mm/ksm';
const begin = '# ksmtop: begin (ksmtop persist --remove takes this block out)';
const end = '# ksmtop: end';
const shebang = '#!/bin/sh\n';

/** First line of a file that is ksmtop's as a whole. */
export const ownHeader = '# Written by ksmtop persist; ksmtop persist --remove removes it.';

/** The values that are to come back: all, but what the advisor sets, and no unmerge. */
export function valuesToKeep({ksm}: Sample): Values {
  const {pages_to_scan: pages, run, ...others} = ksm?.parameters ?? {};
  const own = others.advisor_mode === 'scan-time' ? undefined : pages;
  return {
    ...others,
    ...(own !== undefined && {pages_to_scan: own}),
    ...(run !== undefined && {run: run === '1' ? '1' : '0'}),
  };
}

/** The lines that set the values when the host starts. */
export function bootLines(way: BootWay, values: Values): string {
  const lines = bootOrder.flatMap((name) => {
    const value = values[name];
    if (value === undefined) return [];
    if (way === 'tmpfiles') return `w ${directory}/${name} - - - - ${value}`;
    // In a script that ends with its first failure, a missing file must not keep others waiting.
    return `echo ${value} > ${directory}/${name} || :`;
  });
  const [first, last] = way === 'tmpfiles' ? [[ownHeader], []] : [[begin], [end]];
  return [...first, ...lines, ...last].map((line) => `${line}\n`).join('');
}

/** The advisor's first value before it, pages_to_scan after it, a start last. */
const bootOrder: readonly ParameterName[] = (() => {
  const early: readonly ParameterName[] = ['advisor_min_pages_to_scan', 'advisor_mode'];
  const rest = parameters.map(({name}) => name).filter((name) => !early.includes(name));
  return [...early, ...rest.filter((name) => name !== 'run'), 'run'];
})();

/** A script with the block in the place of the old one, or before the `exit` at its end. */
export function withBlock(script: string | undefined, block: string): string {
  const text = withoutBlock(script ?? '');
  if (text === undefined) return shebang + block;
  const found = script?.match(blockPattern)?.index;
  const exit = text.search(/^exit\b.*\s*$(?![\s\S]*\S)/m);
  const at = found ?? (exit === -1 ? text.length : exit);
  const before = text.slice(0, at);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  return before + gap + block + text.slice(at);
}

/** The script without the block; absent: nothing is left but what ksmtop itself began it with. */
export function withoutBlock(script: string): string | undefined {
  const rest = script.replace(blockPattern, '');
  return rest === '' || rest === shebang ? undefined : rest;
}

export function hasBlock(script: string): boolean {
  return blockPattern.test(script);
}

const blockPattern = /^# ksmtop: begin\b.*\n(?:.*\n)*?# ksmtop: end\n?/m;
