import {expect, test} from 'vitest';
import {createTokenizer} from '../../../../source/host/ssh/protocol/tokenizer.js';
import {random} from '../../../fixtures/random.js';

const secret = '0123456789abcdef0123456789abcdef';
const separator = Buffer.from(`PWD=/\0K=${secret}\0`);

/** The tokens of a stream that comes in pieces of these lengths. */
function tokensOf(stream: Buffer, lengths: () => number): string[] {
  const tokens: string[] = [];
  let data = '';
  const finish = (token: string) => {
    if (data !== '') tokens.push(`data ${data}`);
    data = '';
    tokens.push(token);
  };
  const tokenizer = createTokenizer(secret, (token) => {
    if (token.is === 'data') data += token.bytes.toString('latin1');
    else if (token.is !== 'said') finish(token.is);
    // It may come in the middle of anything.
    else if (token.words[0] === 'wrote') tokens.push(token.words.join(' '));
    else finish(token.words.join(' '));
  });
  tokenizer.setSeparator(separator);
  for (let at = 0; at < stream.length; ) {
    const length = lengths();
    tokenizer.push(stream.subarray(at, at + length));
    at += length;
  }
  tokenizer.end();
  finish('end');
  return tokens;
}

const half = secret.slice(0, 20);
const stream = Buffer.concat([
  Buffer.from(`noise ${half}\n${secret}:files\n`),
  separator,
  Buffer.from(`first ${half} ${secret} K=${secret}\n`),
  separator.subarray(0, 15),
  Buffer.from(`${secret}:wrote\t1\t0\t\n`),
  separator.subarray(15),
  Buffer.from('second\0'),
  separator,
  separator,
]);

const wanted = [
  `data noise ${half}\n`,
  'files',
  'separator',
  'wrote 1 0 ',
  `data first ${half} ${secret} K=${secret}\n`,
  'separator',
  'data second\0',
  'separator',
  'separator',
  'end',
];

test('a stream is split as a whole', () => {
  expect(tokensOf(stream, () => stream.length)).toEqual(wanted);
});

test('a stream in pieces of any length gives the same tokens', () => {
  const pieces = (lengths: () => number) =>
    tokensOf(stream, lengths).filter((token) => !token.startsWith('wrote'));
  const quiet = wanted.filter((token) => !token.startsWith('wrote'));
  for (let length = 1; length < 80; length++) expect(pieces(() => length)).toEqual(quiet);
  const pick = random(7);
  for (let round = 0; round < 300; round++) {
    expect(pieces(() => 1 + pick(60))).toEqual(quiet);
  }
});

test('a message without an end is a token of its own, the last one', () => {
  const endless = `${secret}:wrote\t${'x'.repeat(100_000)}`;
  const tokens = tokensOf(Buffer.from(`${endless}\n`), () => 1000);
  expect(tokens[0]).toBe('endless');
});

test('once stopped, it hands out nothing more, not even of the same piece', () => {
  const words: string[] = [];
  const tokenizer = createTokenizer(secret, (token) => {
    if (token.is === 'said') words.push(...token.words);
    tokenizer.stop();
  });
  tokenizer.push(Buffer.from(`${secret}:one\n${secret}:two\n`));
  tokenizer.push(Buffer.from(`${secret}:three\n`));
  tokenizer.end();
  expect(words).toEqual(['one']);
});

test('takes time linear in the bytes', () => {
  const millisecondsFor = (count: number) => {
    const tokenizer = createTokenizer(secret, () => {});
    tokenizer.setSeparator(separator);
    const piece = Buffer.from(`${secret}x`.repeat(64));
    const startMs = performance.now();
    for (let index = 0; index < count; index++) tokenizer.push(piece);
    return performance.now() - startMs;
  };
  millisecondsFor(2000);
  const few = millisecondsFor(2000);
  expect(millisecondsFor(20_000)).toBeLessThan(40 * few + 100);
});
