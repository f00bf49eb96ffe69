import {expect, test} from 'vitest';
import {nearest} from '../../source/text/nearest.js';

const names = ['web1', 'web2', 'database', 'mail', 'postgres-main'];

test('finds what was mistyped', () => {
  expect(nearest('weeb1', names)).toEqual(['web1', 'web2']);
  expect(nearest('Mail', names)).toEqual(['mail']);
  expect(nearest('databse', names)[0]).toBe('database');
});

test('finds what a part was typed of', () => {
  expect(nearest('postgres', names)).toEqual(['postgres-main']);
  expect(nearest('web1.example', names)[0]).toBe('web1');
});

test('finds nothing where nothing is alike, and no more than asked for', () => {
  expect(nearest('xyzzy', names)).toEqual([]);
  expect(nearest('web', ['web1', 'web2', 'web3', 'web4', 'web1'])).toEqual([
    'web1',
    'web2',
    'web3',
  ]);
  expect(nearest('', names)).toEqual([]);
});
