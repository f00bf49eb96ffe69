import type {Examined} from '../model/checks/examine.js';
import type {Sample} from '../model/sample/sample.js';
import {clockDate, clockTime} from '../text/clock.js';
import {countOf} from '../text/count.js';
import {unknown} from '../text/units.js';
import {showUntrusted} from '../text/untrusted.js';
import {wrapWords} from '../text/wrap.js';
import {wrapComment} from '../text/wrapShell.js';
import {Digits, jsonText} from './jsonText.js';

export type TextOptions = {
  /** Wrap sentences at this many columns; absent: do not wrap. */
  columns?: number | undefined;
  /** Replaces characters that the terminal's character set lacks. */
  spell: (line: string) => string;
  /** Colors a part of a line; absent: the output is not a terminal. */
  paint?: (kind: 'title' | Examined['state'] | 'cure', text: string) => string;
};

const states = ['warning', 'note', 'ok'] as const;

/** What doctor found, the worst first, each with its cure on lines of its own to paste. */
export function examinationText(
  {host, timeMs}: Sample,
  examined: readonly Examined[],
  {columns = Number.POSITIVE_INFINITY, spell, paint = (_, text) => text}: TextOptions,
): string {
  const facts = [
    showUntrusted(host.name) || unknown,
    `Linux ${showUntrusted(host.kernelRelease) || unknown}`,
    localTime(timeMs),
  ];
  const lines = [paint('title', titleOf(facts, columns)), ''];
  const width = Math.max(20, columns - labelWidth - 1);
  for (const state of states) {
    for (const entry of examined) {
      if (entry.state === state) lines.push(...entryLines(entry, width, paint));
    }
  }
  lines.push('', ...wrapWords(summaryOf(examined), Math.max(20, columns - 1)));
  return lines.map((line) => `${spell(line)}\n`).join('');
}

/** As many facts as fit. */
function titleOf(facts: readonly string[], columns: number): string {
  const title = ['ksmtop doctor', ...facts].join('   ');
  return title.length < columns || facts.length === 1
    ? title
    : titleOf(facts.slice(0, -1), columns);
}

/** Names the warnings again: they may have scrolled off the screen. */
function summaryOf(examined: readonly Examined[]): string {
  const [warnings = 0, notes = 0, fine = 0] = states.map((state) => countIn(examined, state));
  const warned = examined.filter(({state}) => state === 'warning').map(({check}) => check);
  const names = warnings > 0 ? ` (${[...new Set(warned)].join(', ')})` : '';
  return `${countOf(warnings, 'warning')}${names}, ${countOf(notes, 'note')}, ${fine} ok.`;
}

const labelWidth = 9;

/** Of a cure, only comments are wrapped: commands are there to paste. */
function entryLines(
  {check, state, text, cure}: Examined,
  width: number,
  paint: NonNullable<TextOptions['paint']>,
): string[] {
  const name = state === 'ok' ? [] : [paint('title', check)];
  const sentence = [...name, ...wrapWords(showUntrusted(text), width)];
  const label = paint(state, state.padEnd(labelWidth));
  const cureLabel = paint('cure', '  cure'.padEnd(labelWidth));
  return [
    ...sentence.map((line, index) => (index === 0 ? label : ' '.repeat(labelWidth)) + line),
    ...(cure?.split('\n') ?? [])
      .map(showUntrusted)
      .flatMap((line) => (line.startsWith('# ') ? wrapComment(line, width) : line))
      .map((line) => cureLabel + line),
  ];
}

function localTime(timeMs: number): string {
  return `${clockDate(timeMs)} ${clockTime(timeMs)}`;
}

/** The same as one JSON object on a line. */
export function examinationJson({host, timeMs}: Sample, examined: readonly Examined[]): string {
  const object = {
    time: new Date(timeMs).toISOString(),
    host: {name: host.name || undefined, kernel: host.kernelRelease || undefined},
    warnings: new Digits(String(countIn(examined, 'warning'))),
    notes: new Digits(String(countIn(examined, 'note'))),
    checks: examined,
  };
  return `${jsonText(object)}\n`;
}

function countIn(examined: readonly Examined[], wanted: Examined['state']): number {
  return examined.filter(({state}) => state === wanted).length;
}
