import {expect, test} from 'vitest';
import type {CommandLine} from '../../../source/commands/options/command.js';
import {printOptions} from '../../../source/commands/options/printOptions.js';
import {UsageError} from '../../../source/commands/options/usageError.js';

const parse = (options: CommandLine['options']) =>
  printOptions({words: [], hosts: [], options: {delay: '1', ...options}});

test('prints text every second until interrupted, by default', () => {
  expect(parse({})).toEqual({
    intervalSeconds: 1,
    count: Number.POSITIVE_INFINITY,
    format: 'text',
    top: 100,
  });
});

test('takes the given options', () => {
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
  [{format: 'xml'}, '--format must be text, json, csv or openmetrics, not "xml"'],
  [{format: 'toString'}, '--format must be'],
  [{format: ''}, '--format must be'],
  [{count: '0'}, '--count needs a number of 1 or more'],
  [{count: '-1'}, '--count needs a number of 1 or more'],
  [{count: '1.5'}, '--count needs a number of 1 or more'],
  [{count: 'many'}, '--count needs a number of 1 or more'],
  [{count: ''}, '--count needs a number of 1 or more'],
  [{count: '99999999999'}, '--count needs a number of at most 1000000000'],
  [{top: '0', format: 'openmetrics'}, '--top needs a number of 1 or more'],
  [{top: '5'}, '--top needs --format openmetrics'],
  [{output: ''}, '--output needs a value'],
  [{container: ''}, '--container needs a value'],
  [{delay: '0'}, '--delay needs a number of seconds'],
])('refuses %j', (options, message) => {
  expect(() => parse(options)).toThrow(UsageError);
  expect(() => parse(options)).toThrow(message);
});
