import {expect, test} from 'vitest';
import {createExchange} from '../../../../source/host/ssh/protocol/exchange.js';
import type {RemoteRequest} from '../../../../source/host/ssh/protocol/remoteRequest.js';
import {takeBatch} from '../../../../source/host/ssh/protocol/requestBatch.js';

const separator = {is: 'separator'} as const;
const data = (length: number) => ({is: 'data', bytes: Buffer.alloc(length, 'x')}) as const;

/** An exchange for these requests, and their answers: a length or an errno. */
function asking(...requests: ReadonlyArray<Partial<RemoteRequest>>) {
  const answers: Array<number | string> = [];
  const queue = requests.map(
    (request, index): RemoteRequest => ({
      kind: 'file',
      path: `/${index}`,
      ...request,
      answer: (bytes, errno) => answers.push(bytes?.length ?? errno),
    }),
  );
  return {exchange: createExchange(takeBatch(queue)), answers};
}

test('a part of a file that is too large does not pass for the whole', () => {
  const {exchange, answers} = asking({}, {});
  exchange.take(separator);
  for (let mebibytes = 0; mebibytes < 9; mebibytes++) exchange.take(data(1_048_576));
  expect(exchange.flooded).toBe('part');
  exchange.take(separator);
  expect(exchange.take(data(3))).toBe('bytes');
  expect(exchange.take(separator)).toBe('part');
  expect(answers).toEqual(['EFBIG', 3]);
  expect(exchange.ended).toBe(true);
});

test('more than the requested start of a file was not requested', () => {
  const {exchange} = asking({kind: 'start', limit: 4});
  exchange.take({is: 'said', words: ['start']});
  exchange.take(separator);
  expect(exchange.take(data(4096))).toBe('bytes');
  expect(exchange.take(data(8193))).toBe('unrequested');
});

test('files that are large together are requested in several batches', () => {
  const {exchange} = asking(...Array.from({length: 20}, () => ({})));
  exchange.take(separator);
  for (let count = 0; !exchange.flooded && count < 20; count++) {
    exchange.take(data(8_000_000));
    exchange.take(separator);
  }
  expect(exchange.flooded).toBe('all');
  expect(exchange.abandon().others.length).toBeGreaterThan(8);
});

test.each([
  ['a separator after the last', [separator, separator, separator]],
  ['a word of another request', [{is: 'said', words: ['list']}]],
  ['a word without end', [{is: 'endless'}]],
] as const)('%s was not requested', (_, tokens) => {
  const {exchange} = asking({});
  expect(tokens.map((token) => exchange.take(token)).at(-1)).toBe('unrequested');
});
