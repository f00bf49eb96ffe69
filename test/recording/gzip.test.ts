import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {
  appendToMember,
  emptyMember,
  endMember,
  findMembers,
  memberHeader,
  unpackMember,
} from '../../source/recording/gzip.js';
import {random} from '../fixtures/random.js';

function memberOf(texts: readonly string[]): Buffer {
  const pieces: Buffer[] = [memberHeader];
  let member = emptyMember;
  for (const text of texts) {
    const next = appendToMember(member, Buffer.from(text));
    pieces.push(next.bytes);
    member = next.member;
  }
  return Buffer.concat([...pieces, endMember(member)]);
}

const texts = ['first line\n', 'second line\n', `${'third line, longer '.repeat(4000)}\n`, 'end\n'];
const one = memberOf(texts);
const two = memberOf(['another member\n']);

describe('members', () => {
  test('are what gunzip reads', () => {
    expect(gunzipSync(Buffer.concat([one, two])).toString()).toBe(
      `${texts.join('')}another member\n`,
    );
  });

  test('point back into what was written before', () => {
    const letters = random(3);
    const noise = Array.from({length: 10_000}, () => letters(256).toString(16)).join('');
    expect(memberOf([noise, noise]).length).toBeLessThan(memberOf([noise]).length * 1.1);
    const far = 'x'.repeat(40_000);
    expect(gunzipSync(memberOf([noise, far, noise])).toString()).toBe(noise + far + noise);
  });

  test('are found, from wherever one looks on', () => {
    const file = Buffer.concat([one, two, one]);
    const places = [0, one.length, one.length + two.length];
    expect(findMembers(file).offsets).toEqual(places);
    for (let cut = 0; cut <= file.length; cut++) {
      const before = findMembers(file.subarray(0, cut));
      const after = findMembers(file.subarray(before.end));
      const all = [...before.offsets, ...after.offsets.map((offset) => offset + before.end)];
      expect(all).toEqual(places);
    }
  });

  test('that were cut off at any byte give what was written whole', async () => {
    const whole = texts.join('');
    let longest = 0;
    for (let cut = memberHeader.length; cut <= one.length; cut++) {
      const text = (await unpackMember(one.subarray(0, cut))).toString();
      expect(whole.startsWith(text)).toBe(true);
      longest = Math.max(longest, text.length);
      expect(text.length).toBe(longest);
    }
    expect(longest).toBe(whole.length);
  });

  test('whose text was changed are distinguished from intact ones', async () => {
    const damaged = Buffer.from(one);
    damaged[one.length - 8] = (damaged[one.length - 8] ?? 0) ^ 1;
    await expect(unpackMember(damaged)).rejects.toThrow('checksum');
    const cut = Buffer.concat([memberHeader, Buffer.from([7])]);
    await expect(unpackMember(cut)).rejects.toThrow();
  });
});
