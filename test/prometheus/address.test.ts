import {expect, test} from 'vitest';
import {parseAddress} from '../../source/prometheus/address.js';

test.each([
  ['monitor:9090', 'http://monitor:9090'],
  ['http://monitor:9090/', 'http://monitor:9090'],
  ['https://monitor/prometheus/', 'https://monitor/prometheus'],
  ['[::1]:9090', 'http://[::1]:9090'],
])('%s is %s', (text, url) => {
  expect(parseAddress(text, undefined)).toEqual({url, headers: {}});
});

test('user and password leave the address', () => {
  const {url, headers} = parseAddress('http://me:p%40ss@monitor:9090', 'token');
  expect(url).toBe('http://monitor:9090');
  expect(headers).toEqual({authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`});
});

test('a token is borne', () => {
  expect(parseAddress('monitor', ' abc\n').headers).toEqual({authorization: 'Bearer abc'});
});

test.each(['', 'http://', 'a b', 'http://monitor/?x=1', 'ftp://monitor'])(
  '%j is refused',
  (text) => {
    expect(() => parseAddress(text, undefined)).toThrow(/takes the address of a Prometheus/);
  },
);
