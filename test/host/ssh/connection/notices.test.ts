import {expect, test} from 'vitest';
import {createNotices} from '../../../../source/host/ssh/connection/notices.js';

function shown(...pieces: readonly Uint8Array[]): string {
  let text = '';
  const notices = createNotices((more) => {
    text += more;
  });
  for (const piece of pieces) notices.show(Buffer.from(piece));
  return text;
}

test('lines are shown as they are, and nothing in them steers the terminal', () => {
  const hostile = '\u001b[?1049h\u001b]0;title\u0007 \u009b2J\u202eevil\r\nPermission denied.\r\n';
  expect(shown(Buffer.from(hostile))).toBe('?[?1049h?]0;title? ?2J?evil\nPermission denied.\n');
  expect(shown(Buffer.from('Zugriff für alle\n'))).toBe('Zugriff für alle\n');
});

test('wherever the pieces are cut', () => {
  const bytes = Buffer.from('grüße\u001b[2J\r\n');
  for (let at = 1; at < bytes.length; at++) {
    expect(shown(bytes.subarray(0, at), bytes.subarray(at))).toBe('grüße?[2J\n');
  }
});

test('no more than a page of it', () => {
  const many = shown(...Array.from({length: 100}, () => Buffer.from('x'.repeat(1000))));
  expect(many.length).toBeLessThan(9000);
  expect(many).toMatch(/the rest is not shown/);
});
