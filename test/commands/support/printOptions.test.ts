import {expect, test} from 'vitest';
import type {CommandLine} from '../../../source/commands/support/command.js';
import {printOptions} from '../../../source/commands/support/printOptions.js';
import {UsageError} from '../../../source/commands/support/usageError.js';

const parse = (options: CommandLine['options']) =>
  printOptions({words: [], hosts: [], options: {delay: '1', ...options}});

test('prints text every second until interrupted, unless told otherwise', () => {
  expect(parse({})).toEqual({
    intervalSeconds: 1,
    count: Number.POSITIVE_INFINITY,
    format: 'text',
    top: 100,
  });
});

test('takes what it is told', () => {
  expect(
    parse({
      count: '3',
      delay: '0.5',
      format: 'openmetrics',
      top: '10',
      container: 'w01',
      output: 'f',
    }),
  ).toEqual({
    intervalSeconds: 0.5,
    count: 3,
    format: 'openmetrics',
    top: 10,
    container: 'w01',
    output: 'f',
  });
});

test.each<[CommandLine['options'], string]>([
  [{format: 'xml'}, '--format is one of text, json, csv, openmetrics, not "xml"'],
  [{format: 'toString'}, '--format is one of'],
  [{format: ''}, '--format is one of'],
  [{count: '0'}, '--count takes a number from 1'],
  [{count: '-1'}, '--count takes a number from 1'],
  [{count: '1.5'}, '--count takes a number from 1'],
  [{count: 'many'}, '--count takes a number from 1'],
  [{count: ''}, '--count takes a number from 1'],
  [{count: '99999999999'}, '--count takes a number from 1 to 1000000000'],
  [{top: '0', format: 'openmetrics'}, '--top takes a number from 1'],
  [{top: '5'}, '--top goes with --format openmetrics'],
  [{output: ''}, '--output needs a value'],
  [{container: ''}, '--container needs a value'],
  [{delay: '0'}, '--delay takes seconds'],
])('refuses %j', (options, message) => {
  expect(() => parse(options)).toThrow(UsageError);
  expect(() => parse(options)).toThrow(message);
});
