import {expect, test} from 'vitest';
import {credentialsIn, parseAddress} from '../../source/prometheus/address.js';

test.each([
  ['monitor:9090', 'http://monitor:9090'],
  ['http://monitor:9090/', 'http://monitor:9090'],
  ['https://monitor/prometheus/', 'https://monitor/prometheus'],
  ['[::1]:9090', 'http://[::1]:9090'],
])('%s is %s', (text, url) => {
  expect(parseAddress(text)).toEqual({url, headers: {}});
});

test('user and password leave the address', () => {
  const {url, headers} = parseAddress('http://me:p%40ss@monitor:9090', {token: 'token'});
  expect(url).toBe('http://monitor:9090');
  expect(headers).toEqual({authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`});
});

test('a token is borne', () => {
  expect(parseAddress('monitor', {token: ' abc\n'}).headers).toEqual({authorization: 'Bearer abc'});
});

test.each(['', 'http://', 'a b', 'http://monitor/?x=1', 'ftp://monitor'])(
  '%j is refused',
  (text) => {
    expect(() => parseAddress(text)).toThrow(/needs the address of a Prometheus/);
  },
);

test('user and password may come from the environment; the address counts first', () => {
  const credentials = credentialsIn({
    KSMTOP_PROMETHEUS_USER: 'me',
    KSMTOP_PROMETHEUS_PASSWORD: 'p@:ss',
    KSMTOP_PROMETHEUS_TOKEN: 'abc',
  });
  const basic = (pair: string) => ({
    authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
  });
  expect(parseAddress('monitor', credentials).headers).toEqual(basic('me:p@:ss'));
  expect(parseAddress('you:%zz@monitor', credentials).headers).toEqual(basic('you:%zz'));
  expect(parseAddress('monitor', credentialsIn({KSMTOP_PROMETHEUS_TOKEN: 'abc'})).headers).toEqual({
    authorization: 'Bearer abc',
  });
});

test.each([
  ['http://me:secret@monitor/?x=1', {}],
  ['http://monitor/?token=secret', {}],
  ['http://me:sec/secret@monitor/', {}],
  ['ftp://me:secret@monitor', {}],
  ['monitor', {token: 'secret\nsecret'}],
  ['monitor', {token: 'sécret secret'}],
])('what is secret in %j is not repeated', (text, credentials) => {
  const message = (() => {
    try {
      return JSON.stringify(parseAddress(text, credentials).url);
    } catch (error) {
      return String(error);
    }
  })();
  expect(message).not.toMatch(/s[eé]cret/);
});
