import {describe, expect, test} from 'vitest';
import {
  bootLines,
  hasBlock,
  ownHeader,
  valuesToKeep,
  withBlock,
  withoutBlock,
} from '../../../source/model/tuning/bootText.js';
import {sampleOf} from '../../fixtures/sample.js';

describe('what is kept', () => {
  test('is every parameter of the kernel', () => {
    const values = valuesToKeep(sampleOf({ksm: {pages_to_scan: 1000}}));
    expect(values).toMatchObject({run: '1', pages_to_scan: '1000', max_page_sharing: '256'});
    expect(Object.keys(values)).toHaveLength(13);
  });

  test('is no unmerge, and not what the advisor has set', () => {
    const advised = {run: 2, advisor_mode: 'scan-time', pages_to_scan: 7140};
    const values = valuesToKeep(sampleOf({ksm: advised}));
    expect(values.run).toBe('0');
    expect(values).not.toHaveProperty('pages_to_scan');
  });
});

test('lines for systemd', () => {
  const values = {run: '1', pages_to_scan: '5', advisor_mode: 'none'};
  expect(bootLines('tmpfiles', values)).toBe(`\
# Written by ksmtop persist; ksmtop persist --remove removes it.
w /sys/kernel/mm/ksm/advisor_mode - - - - none
w /sys/kernel/mm/ksm/pages_to_scan - - - - 5
w /sys/kernel/mm/ksm/run - - - - 1
`);
});

describe('the block in rc.local', () => {
  const block = bootLines('rcLocal', {run: '1', advisor_min_pages_to_scan: '500'});

  test('is shell code that continues after a refusal', () => {
    expect(block).toBe(`\
# ksmtop: begin (ksmtop persist --remove removes this block)
echo 500 > /sys/kernel/mm/ksm/advisor_min_pages_to_scan || :
echo 1 > /sys/kernel/mm/ksm/run || :
# ksmtop: end
`);
  });

  test.each([
    ['no file', undefined, `#!/bin/sh\n${ownHeader}\n${block}`],
    ['an empty script', '', block],
    ['one that does nothing', '#!/bin/sh\n', `#!/bin/sh\n${block}`],
    ['a script', '#!/bin/sh -e\nsomething\n', `#!/bin/sh -e\nsomething\n${block}`],
    ['one without a last newline', '#!/bin/sh\nx', `#!/bin/sh\nx\n${block.trimEnd()}`],
    ['one that exits', '#!/bin/sh\nx\nexit 0\n', `#!/bin/sh\nx\n${block}exit 0\n`],
    ['blank lines behind', '#!/bin/sh\nexit 0\n\n', `#!/bin/sh\n${block}exit 0\n\n`],
    [
      'an exit within',
      '#!/bin/sh\nif x; then\nexit 1\nfi\ny\n',
      `#!/bin/sh\nif x; then\nexit 1\nfi\ny\n${block}`,
    ],
  ])('%s', (_, script, expected) => {
    const once = withBlock(script, block);
    expect(once).toBe(expected);
    expect(hasBlock(once)).toBe(true);
    // Again changes nothing; another block takes its place.
    expect(withBlock(once, block)).toBe(once);
    const other = bootLines('rcLocal', {run: '0'});
    expect(withBlock(once, other)).toBe(expected.replace(block.trimEnd(), other.trimEnd()));
    expect(withoutBlock(once)).toBe(script);
  });

  test('is found where a person has put it', () => {
    const moved = `#!/bin/sh\n${block}first\nexit 0\n`;
    expect(withBlock(moved, block)).toBe(moved);
    expect(withoutBlock(moved)).toBe('#!/bin/sh\nfirst\nexit 0\n');
    expect(hasBlock('#!/bin/sh\n')).toBe(false);
  });
});
