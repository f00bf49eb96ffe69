import {expect, test} from 'vitest';
import {copySequence} from '../../../../source/screen/terminal/output/clipboard.js';

const base64 = Buffer.from('wéb').toString('base64');
const plain = `\u001b]52;c;${base64}\u0007`;
const passed = `\u001bPtmux;\u001b\u001b]52;c;${base64}\u0007\u001b\\`;
const wrapped = `\u001bP${plain}\u001b\\`;

test.each([
  ['xterm', {TERM: 'xterm-256color'}, plain],
  ['no name', {}, plain],
  ['tmux', {TERM: 'screen-256color', TMUX: '/tmp/tmux-0/default,1,0'}, plain + passed],
  ['tmux behind sudo', {TERM: 'tmux-256color'}, plain + passed],
  ['screen', {TERM: 'screen', STY: '1.pts-0.h'}, wrapped],
  ['screen behind sudo', {TERM: 'screen.xterm-256color'}, wrapped],
])('a terminal of %s gets its form', (_, environment, sequence) => {
  expect(copySequence('wéb', environment)).toBe(sequence);
});

test('screen gets a long text in pieces, which it passes on as one', () => {
  const sequence = copySequence('x'.repeat(1000), {STY: '1'}) ?? '';
  const pieces = sequence.split('\u001b\\').slice(0, -1);
  expect(pieces.length).toBeGreaterThan(4);
  for (const piece of pieces) expect(piece.length).toBeLessThan(258);
  const whole = pieces.map((piece) => piece.replace('\u001bP', '')).join('');
  expect(whole).toBe(copySequence('x'.repeat(1000), {}));
});

test('a text that is too long is not copied, rather than cut', () => {
  expect(copySequence('x'.repeat(6144), {})).toBeDefined();
  expect(copySequence('x'.repeat(6145), {})).toBeUndefined();
});
