import type {Examined} from '../model/checks/examine.js';
import type {Sample} from '../model/sample/sample.js';
import {countOf} from '../text/count.js';
import {unknown} from '../text/units.js';
import {showUntrusted} from '../text/untrusted.js';
import {wrapWords} from '../text/wrap.js';
import {Digits, jsonText} from './jsonText.js';

export type TextOptions = {
  /** Columns to break sentences at; absent: they stay whole. */
  columns?: number | undefined;
  /** Rewrites what the terminal's character set lacks. */
  spell: (line: string) => string;
  /** Marks what a line is on a terminal; absent: it goes elsewhere. */
  paint?: (kind: 'title' | Examined['state'] | 'cure', text: string) => string;
};

const states = ['warning', 'note', 'ok'] as const;

/** What was found, the worst first, each with what helps in lines of their own to be copied. */
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

/** As much of it as has room. */
function titleOf(facts: readonly string[], columns: number): string {
  const title = ['ksmtop doctor', ...facts].join('   ');
  return title.length < columns || facts.length === 1
    ? title
    : titleOf(facts.slice(0, -1), columns);
}

/** The warnings by name: by now they may have left the screen at its top. */
function summaryOf(examined: readonly Examined[]): string {
  const [warnings = 0, notes = 0, fine = 0] = states.map((state) => countIn(examined, state));
  const warned = examined.filter(({state}) => state === 'warning').map(({check}) => check);
  const names = warnings > 0 ? ` (${[...new Set(warned)].join(', ')})` : '';
  return `${countOf(warnings, 'warning')}${names}, ${countOf(notes, 'note')}, ${fine} ok.`;
}

const labelWidth = 9;

const remark = '# ';

function wrapRemark(line: string, width: number): string[] {
  const words = line.slice(remark.length);
  return wrapWords(words, width - remark.length).map((part) => remark + part);
}

/** Of a cure, only what is no command is broken: it is there to be pasted. */
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
      .flatMap((line) => (line.startsWith(remark) ? wrapRemark(line, width) : line))
      .map((line) => cureLabel + line),
  ];
}

function localTime(timeMs: number): string {
  const time = new Date(timeMs);
  const two = (number: number) => String(number).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${time.toTimeString().slice(0, 8)}`;
}

/** The same as one JSON object on a line. */
export function examinationJson({host, timeMs}: Sample, examined: readonly Examined[]): string {
  const object = {
    time: new Date(timeMs).toISOString(),
    host: {name: host.name, kernel: host.kernelRelease},
    warnings: new Digits(String(countIn(examined, 'warning'))),
    notes: new Digits(String(countIn(examined, 'note'))),
    checks: examined,
  };
  return `${jsonText(object)}\n`;
}

function countIn(examined: readonly Examined[], wanted: Examined['state']): number {
  return examined.filter(({state}) => state === wanted).length;
}
