import {type ParameterName, parameters} from '../../kernel/ksm/parameters.js';
import type {Sample} from '../sample/sample.js';
import type {Values} from './checkValue.js';

/** How a host sets parameters at boot: systemd-tmpfiles, or the script rc.local. */
export type BootWay = 'tmpfiles' | 'rcLocal';

/** A change to a file that the host reads at boot; its bytes as Latin-1 characters. */
export type BootFileChange = {
  path: string;
  /** Absent: there is no such file. */
  before?: string;
  /** Absent: it will be removed. */
  after?: string;
  /** Sentences on what may prevent it from working. */
  warnings: readonly string[];
};

const directory = '/sys/kernel/mm/ksm';
const begin = '# ksmtop: begin (ksmtop persist --remove removes this block)';
const end = '# ksmtop: end';

/** First line of a file that ksmtop owns. */
export const ownHeader = '# Written by ksmtop persist; ksmtop persist --remove removes it.';
/** Beginning of a script that ksmtop creates. */
const ownScript = `#!/bin/sh\n${ownHeader}\n`;

/** The values to set at boot: all except those that the advisor sets, and never an unmerge. */
export function valuesToKeep({ksm}: Sample): Values {
  const {pages_to_scan: pages, run, ...others} = ksm?.parameters ?? {};
  const own = others.advisor_mode === 'scan-time' ? undefined : pages;
  return {
    ...others,
    ...(own !== undefined && {pages_to_scan: own}),
    ...(run !== undefined && {run: run === '1' ? '1' : '0'}),
  };
}

/** The lines that set the values at boot. */
export function bootLines(way: BootWay, values: Values): string {
  const lines = bootOrder.flatMap((name) => {
    const value = values[name];
    if (value === undefined) return [];
    if (way === 'tmpfiles') return `w ${directory}/${name} - - - - ${value}`;
    // In a script with `set -e`, a missing file must not prevent the other lines.
    return `echo ${value} > ${directory}/${name} || :`;
  });
  const [first, last] = way === 'tmpfiles' ? [[ownHeader], []] : [[begin], [end]];
  return [...first, ...lines, ...last].map((line) => `${line}\n`).join('');
}

/** The advisor's initial value before the advisor, pages_to_scan after it, run last. */
const bootOrder: readonly ParameterName[] = (() => {
  const early: readonly ParameterName[] = ['advisor_min_pages_to_scan', 'advisor_mode'];
  const rest = parameters.map(({name}) => name).filter((name) => !early.includes(name));
  return [...early, ...rest.filter((name) => name !== 'run'), 'run'];
})();

/**
 * The script with the block in place of the old one, or before the `exit` at its end. After a last
 * line without a newline the block has none either, so that removing it restores the script.
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

/** The script without the block; absent: ksmtop created it, and nothing else is in it. */
export function withoutBlock(script: string): string | undefined {
  const rest = script.replace(blockPattern, '');
  return rest.trimEnd() === ownScript.trimEnd() ? undefined : rest;
}

/** Whether the script contains ksmtop's block. */
export function hasBlock(script: string): boolean {
  return blockPattern.test(script);
}

const blockLines = '# ksmtop: begin\\b[^\\n]*\\n(?:[^\\n]*\\n)*?# ksmtop: end';
const blockPattern = new RegExp(`^${blockLines}\\n|\\n${blockLines}(?![^])`, 'm');
