import {type ParameterName, parameters} from '../../kernel/ksm/parameters.js';
import type {Sample} from '../sample/sample.js';
import type {Values} from './checkValue.js';

/** How a host sets parameters when it starts: by systemd, or in the classic script. */
export type BootWay = 'tmpfiles' | 'rcLocal';

/** What a file that the host reads at its start is to become: its bytes, a character each. */
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
const begin = '# ksmtop: begin (ksmtop persist --remove removes this block)';
const end = '# ksmtop: end';

/** A line of a file that is ksmtop's as a whole. */
export const ownHeader = '# Written by ksmtop persist; ksmtop persist --remove removes it.';
/** What a script begins with where there was none. */
const ownScript = `#!/bin/sh\n${ownHeader}\n`;

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

/**
 * A script with the block in the place of the old one, or before the `exit` at its end. Behind a
 * last line without a newline the block has none either: that is how it is taken out again.
 */
export function withBlock(script: string | undefined, block: string): string {
  if (script === undefined) return ownScript + block;
  const found = blockPattern.exec(script);
  const exit = script.search(/^exit\b.*\s*$(?![\s\S]*\S)/m);
  const start = found?.index ?? (exit === -1 ? script.length : exit);
  const before = script.slice(0, start);
  const after = script.slice(start + (found?.[0].length ?? 0));
  const isOnNewLine = before === '' || before.endsWith('\n');
  return before + (isOnNewLine ? block : `\n${block.trimEnd()}`) + after;
}

/** The script without the block; absent: nothing is left but what ksmtop itself began it with. */
export function withoutBlock(script: string): string | undefined {
  const rest = script.replace(blockPattern, '');
  return rest.trimEnd() === ownScript.trimEnd() ? undefined : rest;
}

export function hasBlock(script: string): boolean {
  return blockPattern.test(script);
}

const blockLines = '# ksmtop: begin\\b[^\\n]*\\n(?:[^\\n]*\\n)*?# ksmtop: end';
const blockPattern = new RegExp(`^${blockLines}\\n|\\n${blockLines}(?![^])`, 'm');
