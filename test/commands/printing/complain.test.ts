import {expect, test, vi} from 'vitest';
import {complain} from '../../../source/commands/printing/complain.js';

test.each([
  [new Error('no host "\u009b2J\u001b]52;c;eA==\u0007"'), 'no host "?2J?]52;c;eA==?"'],
  ['\u202egpj.exe\nksmtop: all is well', '?gpj.exe?ksmtop: all is well'],
])('the last writer says one line that steers no terminal', (problem, said) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  complain(problem);
  const written = write.mock.calls.map(([text]) => text);
  write.mockRestore();
  expect(written).toEqual([`ksmtop: ${said}\n`]);
});
