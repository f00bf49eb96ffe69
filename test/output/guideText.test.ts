import {describe, expect, test} from 'vitest';
import {guideLines} from '../../source/model/guide/guideLines.js';
import type {Guide} from '../../source/model/guide/guideShape.js';
import {guideText} from '../../source/output/guideText.js';
import {spellAscii} from '../../source/text/spelling.js';

const long = `docker run -e LD_PRELOAD=/usr/lib64/libksm_preload.so ${'x'.repeat(100)}`;
const guide: Guide = {
  title: 'shop, docker',
  sections: [
    {heading: 'First method', parts: ['word '.repeat(40).trim(), [long, 'second line']]},
    {heading: 'Second method', unavailable: true, parts: ['Linux 5.10 … does not support it.']},
  ],
};

describe.each([40, 80, 200])('in %d columns', (columns) => {
  test('wraps sentences, but no line to paste', () => {
    const lines = guideLines(guide, columns);
    for (const {kind, text} of lines) {
      if (kind !== 'verbatim') expect(text.length).toBeLessThanOrEqual(Math.min(100, columns));
    }
    expect(lines.filter(({kind}) => kind === 'verbatim').map(({text}) => text.trim())).toEqual([
      long,
      'second line',
    ]);
  });
});

test('one command after the other is joined again by the shell', () => {
  const parts = [
    ['systemd-run --wait true && systemctl edit web.service', "edit 'a && b' && true"],
  ];
  const lines = guideLines({title: '', sections: [{heading: '', parts}]}, 40);
  expect(lines.filter(({kind}) => kind === 'verbatim').map(({text}) => text.trim())).toEqual([
    'systemd-run --wait true && \\',
    'systemctl edit web.service',
    "edit 'a && b' && true",
  ]);
});

test('marks a method that does not work here', () => {
  expect(guideLines(guide, 80)).toContainEqual({
    kind: 'unavailable',
    text: 'Not here: Second method',
  });
});

test('is text with a title, in the character set of the terminal', () => {
  const text = guideText(guide, {spell: spellAscii});
  expect(text.split('\n')[0]).toBe('ksmtop guide   shop, docker');
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  expect(text.endsWith('\n')).toBe(true);
});
