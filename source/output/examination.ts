import type {Examined} from '../model/examine.js';
import type {Sample} from '../model/sample.js';
import {countOf} from '../text/count.js';
import {showUntrusted} from '../text/untrusted.js';
import {wrapWords} from '../text/wrap.js';
import {Digits, jsonText} from './jsonText.js';

export type TextOptions = {
  /** Columns to break sentences at; absent: they stay whole. */
  columns?: number | undefined;
  /** Rewrites what the terminal's character set lacks. */
  spell: (line: string) => string;
};

const states = ['warning', 'note', 'ok'] as const;

/** What was found, the worst first, each with what helps in lines of their own to be copied. */
export function examinationText(
  {host, timeMs}: Sample,
  examined: readonly Examined[],
  {columns = Number.POSITIVE_INFINITY, spell}: TextOptions,
): string {
  const name = showUntrusted(host.name);
  const release = showUntrusted(host.kernelRelease);
  const width = Math.max(20, columns - labelWidth - 1);
  const lines = [`ksmtop doctor   ${name}   Linux ${release}   ${localTime(timeMs)}`, ''];
  for (const state of states) {
    for (const entry of examined) {
      if (entry.state === state) lines.push(...entryLines(entry, width));
    }
  }
  const [warnings, notes, fine] = states.map((state) => countIn(examined, state));
  lines.push(
    '',
    `${countOf(warnings ?? 0, 'warning')}, ${countOf(notes ?? 0, 'note')}, ${fine} ok.`,
  );
  return lines.map((line) => `${spell(line)}\n`).join('');
}

const labelWidth = 9;

/** A cure is never broken: it is there to be pasted. */
function entryLines({check, state, text, cure}: Examined, width: number): string[] {
  const name = state === 'ok' ? [] : [check];
  const sentence = [...name, ...wrapWords(text, width)];
  return [
    ...sentence.map((line, index) => (index === 0 ? state : '').padEnd(labelWidth) + line),
    ...(cure === undefined
      ? []
      : cure.split('\n').map((line) => '  cure'.padEnd(labelWidth) + line)),
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
