import {expect, test} from 'vitest';
import {createFrameReader, frameOf} from '../../../source/host/child/messageFrames.js';

const frames: ReadonlyArray<readonly [mark: number, content: string]> = [
  [1, 'one'],
  [2, ''],
  [255, 'x'.repeat(100_000)],
  [3, 'three'],
];
const bytes = Buffer.concat(frames.map(([mark, text]) => frameOf(mark, Buffer.from(text))));

test.each([1, 2, 4, 5, 6, 7, 1000, 65_536, bytes.length])(
  'frames come out as they went in, in pieces of %d bytes',
  (size) => {
    const taken: Array<[number, string]> = [];
    const reader = createFrameReader((mark, content) => taken.push([mark, content.toString()]));
    for (let start = 0; start < bytes.length; start += size) {
      reader.push(bytes.subarray(start, start + size));
    }
    expect(taken).toEqual(frames);
  },
);

test('an invalid frame is refused, and its end is not awaited', () => {
  const reader = createFrameReader(() => {});
  expect(() => reader.push(Buffer.from('HTTP/1.1 200 OK'))).toThrow('a frame of');
});
