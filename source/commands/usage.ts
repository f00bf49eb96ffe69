import {commandTable} from './commandTable.js';
import {type Option, optionFlag, optionTable} from './optionTable.js';

export const description = 'Watch and tune Linux Kernel Samepage Merging, container by container';

/** The text of `--help`, made from the tables of commands and options. */
export function usage(): string {
  return [
    'Usage',
    ...columns(commandTable.map(commandLine)),
    '',
    'Options',
    ...columns([
      ...Object.entries(optionTable).map(([name, option]) => optionLine(name, option)),
      ['--help', 'Show this text'],
      ['--version', 'Show the version'],
    ]),
    '',
    'Keys: ? in ksmtop explains every key, counter and column.',
  ].join('\n');
}

type UsageLine = readonly [what: string, meaning: string];

function commandLine({name, operands, meaning}: (typeof commandTable)[number]): UsageLine {
  return [['$ ksmtop', name, operands, '[options]'].filter(Boolean).join(' '), meaning];
}

function optionLine(name: string, {shortFlag, value, meaning}: Option): UsageLine {
  const flags = shortFlag ? `-${shortFlag}, ${optionFlag(name)}` : optionFlag(name);
  return [value ? `${flags} ${value}` : flags, meaning];
}

function columns(lines: readonly UsageLine[]): string[] {
  const width = Math.max(...lines.map(([what]) => what.length)) + 2;
  return lines.map(([what, meaning]) => `  ${what.padEnd(width)}${meaning}`);
}
