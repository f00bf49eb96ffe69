import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, test} from 'vitest';
import {createPrometheusClient} from '../../source/prometheus/client.js';
import {answering} from '../support/prometheusAnswers.js';

const clientOf = (url: string, headers = {}) => createPrometheusClient({url, headers});

describe('a query', () => {
  test('gives labels and values; what is not a number is left out', async () => {
    await using server = await answering(() => [
      {metric: {instance: 'a'}, value: [1, '5.5']},
      {metric: {instance: 'b'}, value: [1, 'NaN']},
      {metric: {instance: 'c'}, value: [1, '+Inf']},
      {metric: {instance: 'd'}},
    ]);
    const series = await clientOf(server.url, {authorization: 'Bearer x'}).query('up{a="1"}');
    expect(series).toEqual([{labels: {instance: 'a'}, value: 5.5}]);
    expect(server.asked).toMatchObject([
      {path: '/api/v1/query', query: 'up{a="1"}', headers: {authorization: 'Bearer x'}},
    ]);
  });

  test('takes nothing of another type for a number or a name', async () => {
    const wrong = [null, true, '', ' ', [], {}, '1e308', '-1e300', 1e19 * 2, 'x'];
    await using server = await answering(() => [
      ...wrong.map((value) => ({metric: {instance: 'a'}, value: [1, value]})),
      {metric: {instance: {toString: 1}}, value: [1, '1']},
      {metric: {instance: ['a']}, value: [1, '1']},
      {metric: {instance: 'b'}, value: [1, '-5']},
    ]);
    expect(await clientOf(server.url).query('up')).toEqual([{labels: {instance: 'b'}, value: -5}]);
  });

  test('over time gives points', async () => {
    await using server = await answering(() => [
      {
        metric: {instance: 'a'},
        values: [
          [10, '1'],
          [20, 'NaN'],
          [30, '3'],
        ],
      },
    ]);
    const range = {endSeconds: 30, rangeSeconds: 20, stepSeconds: 10};
    expect(await clientOf(server.url).queryRange('x', range)).toEqual([
      {
        labels: {instance: 'a'},
        points: [
          [10, 1],
          [30, 3],
        ],
      },
    ]);
    expect(Object.fromEntries(server.asked[0]?.parameters ?? [])).toEqual({
      ...{query: 'x', start: '10', end: '30', step: '10'},
    });
  });
});

describe('what goes wrong is said', () => {
  test('nothing listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(clientOf(`http://127.0.0.1:${port}`).query('x')).rejects.toThrow(
      `Prometheus at http://127.0.0.1:${port} cannot be reached: nothing listens on that port.`,
    );
  });

  test.each([
    [401, /requires authentication \(HTTP 401\).*PROMETHEUS_TOKEN/],
    ['<html>', /answers, but not like Prometheus \(HTTP 200\)/],
    ['{"status":"success","data":{"result":7}}', /not like Prometheus/],
    ['{"status":"error","error":"parse error"}', /rejected a query: parse error\.$/],
    ['null', /not like Prometheus/],
  ])('%j', async (answer, sentence) => {
    await using server = await answering(() => answer);
    await expect(clientOf(server.url).query('x')).rejects.toThrow(sentence);
  });
});

describe('what no Prometheus answers', () => {
  test('more series than there can be are refused', async () => {
    await using server = await answering(() => Array(50_001).fill({}));
    await expect(clientOf(server.url).query('x')).rejects.toThrow('more than 50000 series at once');
  });

  test('series with endless labels are left out, and of a course the oldest points', async () => {
    await using server = await answering(() => [
      {metric: {instance: 'a'.repeat(1025)}, value: [1, '1']},
      {metric: {['a'.repeat(1025)]: 'a'}, value: [1, '1']},
      {
        metric: Object.fromEntries(Array.from({length: 101}, (_, index) => [`l${index}`, ''])),
        value: [1, '1'],
      },
      {
        metric: {instance: 'a'},
        value: [1, '1'],
        values: Array.from({length: 20_000}, (_, time) => [time, '1']),
      },
    ]);
    const client = clientOf(server.url);
    expect(await client.query('x')).toEqual([{labels: {instance: 'a'}, value: 1}]);
    const range = {endSeconds: 30, rangeSeconds: 20, stepSeconds: 10};
    const courses = await client.queryRange('x', range);
    expect(courses.map(({points}) => points.length)).toEqual([11_000]);
    expect(courses[0]?.points.at(-1)).toEqual([19_999, 1]);
  });

  test('a complaint is cut, and steers no terminal', async () => {
    const error = `\u001b[2J\u009b${'x'.repeat(10_000)}`;
    await using server = await answering(() => JSON.stringify({status: 'error', error}));
    const complaint = await clientOf(server.url)
      .query('x')
      .catch((reason: Error) => reason.message);
    expect(complaint).toMatch(/rejected a query: \?\[2J\?x{295}\.$/);
  });
});
