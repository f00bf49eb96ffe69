import {expect, test} from 'vitest';
import {examinationJson, examinationText} from '../../source/output/examination.js';
import {spellAscii} from '../../source/text/spelling.js';
import {sampleOf} from '../fixtures/sample.js';

const sample = sampleOf({host: {name: 'hn\u001b[2J'}});
const whole = {spell: (line: string) => line};
const examined = [
  {check: 'kernel', state: 'ok', text: 'There is KSM.'},
  {
    check: 'scan-too-long',
    state: 'warning',
    text: 'A full scan takes 4 h.',
    cure: 'echo 1\necho 2',
  },
  {check: 'swap', state: 'note', text: 'Swap – full.'},
] as const;

test('the worst comes first, with its name and its cure to paste', () => {
  const [head, ...lines] = examinationText(sample, examined, whole).split('\n');
  expect(head).toMatch(
    /^ksmtop doctor {3}hn\?\[2J {3}Linux 6\.18\.44 {3}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
  );
  expect(lines).toEqual([
    '',
    'warning  scan-too-long',
    '         A full scan takes 4 h.',
    '  cure   echo 1',
    '  cure   echo 2',
    'note     swap',
    '         Swap – full.',
    'ok       There is KSM.',
    '',
    '1 warning (scan-too-long), 1 note, 1 ok.',
    '',
  ]);
});

test('sentences are wrapped to the terminal, commands never', () => {
  const long = {
    check: 'x',
    state: 'warning',
    text: 'word '.repeat(40).trim(),
    cure: 'echo '.repeat(40),
  } as const;
  const lines = examinationText(sample, [long], {...whole, columns: 60})
    .split('\n')
    .slice(2);
  const cures = lines.filter((line) => line.startsWith('  cure'));
  expect(cures).toHaveLength(1);
  expect(cures[0]?.length).toBeGreaterThan(200);
  for (const line of lines) if (line !== cures[0]) expect(line.length).toBeLessThan(60);
  expect(lines.join(' ').match(/word/g)).toHaveLength(40);
});

test('colors change no text', () => {
  const paint = (kind: string, text: string) => `<${kind}>${text}</${kind}>`;
  const marked = examinationText(sample, examined, {...whole, columns: 70, paint});
  expect(marked).toContain('<warning>warning  </warning><title>scan-too-long</title>\n');
  expect(marked).toContain('<cure>  cure   </cure>echo 1\n');
  expect(marked).toContain('<ok>ok       </ok>There is KSM.\n');
  const bare = marked.replace(/<\/?(?:title|warning|note|ok|cure)>/g, '');
  expect(bare).toBe(examinationText(sample, examined, {...whole, columns: 70}));
});

test('a cure that is a comment is wrapped into comments', () => {
  const cure = `# ${'word '.repeat(30).trim()}`;
  const remark = {check: 'x', state: 'note', text: 'Words.', cure} as const;
  const lines = examinationText(sample, [remark], {...whole, columns: 60}).split('\n');
  const broken = lines.filter((line) => line.startsWith('  cure   # word'));
  expect(broken.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.length).toBeLessThan(60);
  expect(broken.join(' ').match(/word/g)).toHaveLength(30);
  expect(examinationText(sample, [remark], whole)).toContain(`  cure   ${cure}\n`);
});

test('the title leaves out what has no room', () => {
  const title = (columns: number) =>
    examinationText(sample, examined, {...whole, columns}).split('\n')[0];
  expect(title(61)).toMatch(/Linux 6\.18\.44 {3}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  expect(title(60)).toMatch(/Linux 6\.18\.44$/);
  expect(title(30)).toBe('ksmtop doctor   hn?[2J');
});

test('a terminal without UTF-8 gets ASCII', () => {
  const text = examinationText(sample, examined, {spell: spellAscii});
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  expect(text).toContain('Swap - full.');
});

test('JSON is one line that holds everything', () => {
  const line = examinationJson(sample, examined);
  expect(line).toMatch(/^[^\n]*\n$/);
  expect(line).not.toContain('\u001b');
  expect(JSON.parse(line)).toEqual({
    time: '2026-11-18T11:06:40.000Z',
    host: {name: 'hn\u001b[2J', kernel: '6.18.44'},
    warnings: 1,
    notes: 1,
    checks: examined,
  });
});
