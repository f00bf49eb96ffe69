import {expect, test} from 'vitest';
import {commandTable} from '../../../source/cli/commandTable.js';
import {commandHelpText} from '../../../source/cli/usage.js';
import {formatOf} from '../../../source/commands/options/formatOf.js';
import {printOptions} from '../../../source/commands/options/printOptions.js';
import {UsageError} from '../../../source/commands/options/usageError.js';
import {commandFormats, formats} from '../../../source/output/formats.js';

const limited = Object.keys(commandFormats) as Array<keyof typeof commandFormats>;

const lineOf = (format?: string) => ({
  words: [],
  options: format === undefined ? {} : {format},
  hosts: [],
});

test('is text unless it is named', () => {
  expect(formatOf(lineOf(), 'map')).toBe('text');
  expect(formatOf(lineOf('csv'), 'map')).toBe('csv');
});

test.each([
  ['doctor', 'csv', 'doctor --format must be text or json, not "csv".'],
  ['map', 'openmetrics', 'map --format must be text, json or csv, not "openmetrics".'],
  ['estimate', 'xml', 'estimate --format must be text, json, csv or openmetrics, not "xml".'],
  ['map', '', 'map --format must be text, json or csv, not "".'],
  ['optin', 'csv', 'optin --format must be text or json, not "csv".'],
  ['optout', 'toString', 'optout --format must be text or json, not "toString".'],
] as const)('of %s is not %j', (command, format, sentence) => {
  expect(() => formatOf(lineOf(format), command)).toThrow(new UsageError(sentence));
});

test.each(commandTable.flatMap(({name = '', options}) => (options.includes('format') ? name : [])))(
  'help %s lists the formats that it takes, and no other',
  (name) => {
    const help = commandHelpText(name).replaceAll(/\s+/g, ' ');
    const [, listed = ''] = /--format FORMAT Print (.*?) \(default text\)/.exec(help) ?? [];
    const command = limited.find((each) => each === name);
    const isTaken = (format: string) => {
      try {
        if (command) formatOf(lineOf(format), command);
        else printOptions(lineOf(format));
        return true;
      } catch {
        return false;
      }
    };
    expect(listed.split(/, | or /)).toEqual(formats.filter(isTaken));
  },
);
