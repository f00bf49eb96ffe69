import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {
  appendToMember,
  emptyMember,
  endMember,
  findMembers,
  startMember,
  unpackMember,
} from '../../source/recording/gzip.js';
import {random} from '../fixtures/random.js';

function memberOf(timeMs: number, texts: readonly string[]): Buffer {
  const pieces = [startMember(timeMs)];
  let member = emptyMember;
  for (const text of texts) {
    const next = appendToMember(member, Buffer.from(text));
    pieces.push(next.bytes);
    member = next.member;
  }
  return Buffer.concat([...pieces, endMember(member)]);
}

const texts = ['first line\n', 'second line\n', `${'third line, longer '.repeat(4000)}\n`, 'end\n'];
const one = memberOf(1_795_000_000_000.5, texts);
const two = memberOf(7, ['another member\n']);

describe('members', () => {
  test('are what gunzip reads', () => {
    expect(gunzipSync(Buffer.concat([one, two])).toString()).toBe(
      `${texts.join('')}another member\n`,
    );
  });

  test('point back into what was written before', () => {
    const letters = random(3);
    const noise = Array.from({length: 10_000}, () => letters(256).toString(16)).join('');
    expect(memberOf(0, [noise, noise]).length).toBeLessThan(memberOf(0, [noise]).length * 1.1);
    const far = 'x'.repeat(40_000);
    expect(gunzipSync(memberOf(0, [noise, far, noise])).toString()).toBe(noise + far + noise);
  });

  test('are found with their times, from wherever one looks on', () => {
    const file = Buffer.concat([one, two, one]);
    const places = [
      {offset: 0, timeMs: 1_795_000_000_000.5},
      {offset: one.length, timeMs: 7},
      {offset: one.length + two.length, timeMs: 1_795_000_000_000.5},
    ];
    expect(findMembers(file).members).toEqual(places);
    for (let cut = 0; cut <= file.length; cut++) {
      const before = findMembers(file.subarray(0, cut));
      const after = findMembers(file.subarray(before.end));
      const all = [
        ...before.members,
        ...after.members.map(({offset, timeMs}) => ({offset: offset + before.end, timeMs})),
      ];
      expect(all).toEqual(places);
    }
  });

  test('that were cut off at any byte give what was written whole', () => {
    const whole = texts.join('');
    let longest = 0;
    for (let cut = startMember(0).length; cut <= one.length; cut++) {
      const text = unpackMember(one.subarray(0, cut)).toString();
      expect(whole.startsWith(text)).toBe(true);
      longest = Math.max(longest, text.length);
      expect(text.length).toBe(longest);
    }
    expect(longest).toBe(whole.length);
  });

  test('whose text was changed are told from sound ones', () => {
    const damaged = Buffer.from(one);
    damaged[one.length - 8] = (damaged[one.length - 8] ?? 0) ^ 1;
    expect(() => unpackMember(damaged)).toThrow('checksum');
    expect(() => unpackMember(Buffer.concat([startMember(0), Buffer.from([7])]))).toThrow();
  });
});
