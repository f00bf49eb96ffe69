import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Sample} from '../../source/model/sample/sample.js';
import {busyHost} from '../fixtures/busyHost.js';
import {type ChromiumPage, startChromium} from '../support/chromium.js';
import {hostileNames} from '../support/hosts/hostileNames.js';
import {program} from '../support/program.js';
import {recordingOf} from '../support/recordings.js';
import {missing} from '../support/requirements.js';
import {run} from '../support/run.js';

const cli = join(import.meta.dirname, '../../dist/cli.js');
const ksmtop = (...args: readonly string[]) => program(process.execPath, cli, ...args);

const attacks = [
  '<script>document.title = "run"</script>',
  '"><img src="https://example.org/a.png" onerror="document.title = \'run\'">',
  "' onmouseover='document.title=1",
  '</title></style><svg onload="document.title=\'run\'">',
  '<!--',
  '&lt;b&gt;',
  ...hostileNames,
];

/** Containers and the host have names that try to break out of the page. */
const hostile: Sample[] = busyHost({processes: 60, containers: 30, seconds: 150}).map((sample) => ({
  ...sample,
  host: {...sample.host, name: attacks[3] ?? ''},
  containerNames: Object.fromEntries(
    Object.keys(sample.containerMemory).map((id, index) => [id, attacks[index] ?? '']),
  ),
}));

let directory = '';
let recording = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-report-'));
  recording = join(directory, 'hn1.gz');
  writeFileSync(recording, recordingOf(hostile, {compressed: true}));
});
afterAll(() => rmSync(directory, {recursive: true}));

describe('ksmtop report', () => {
  test('writes the same page to a file, to a pipe and from a pipe', async () => {
    const file = join(directory, 'page.html');
    writeFileSync(file, 'old', {mode: 0o600});
    chmodSync(file, 0o600);
    expect(await run(ksmtop('report', recording, '-o', file))).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const page = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await run(ksmtop('report', recording))).stdout).toBe(page);
    const {stdout} = await run(ksmtop('report', '-'), {input: readFileSync(recording)});
    expect(stdout.replace('standard input', 'hn1.gz')).toBe(page);
  });

  test('replaces neither a link nor the recording', async () => {
    const link = join(directory, 'link.html');
    const target = join(directory, 'target.html');
    writeFileSync(target, 'kept');
    symlinkSync(target, link);
    expect(await run(ksmtop('report', recording, '-o', link))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('symbolic link'),
    });
    expect(readFileSync(target, 'utf8')).toBe('kept');
    const before = readFileSync(recording);
    expect(await run(ksmtop('report', recording, '-o', recording))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('another file'),
    });
    expect(readFileSync(recording)).toEqual(before);
  });

  test('says what is wrong with a file that it cannot use', async () => {
    const text = join(directory, 'text');
    writeFileSync(text, 'hello\n');
    expect(await run(ksmtop('report', text))).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `ksmtop: ${text} is not a ksmtop recording.\n`,
    });
    expect(await run(ksmtop('report', join(directory, 'none')))).toMatchObject({code: 1});
    expect(await run(ksmtop('report'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('report needs one recording'),
    });
  });
});

describe.skipIf(missing('reports in Chromium', 'chromium'))('in Chromium, a report', () => {
  let page: ChromiumPage;
  beforeAll(async () => {
    const file = join(directory, 'hostile.html');
    await run(ksmtop('report', recording, '-o', file));
    page = await startChromium();
    await page.open(pathToFileURL(file).href);
  });
  afterAll(() => page[Symbol.asyncDispose]());

  test('logs nothing, requests nothing else and runs no name', async () => {
    expect(page.logged).toEqual([]);
    expect(page.requested.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
    expect(await page.evaluate('document.title')).toMatch(/^KSM on .*: ksmtop report$/);
    expect(await page.evaluate('document.querySelectorAll("script, img, iframe").length')).toBe(0);
    expect(await page.evaluate('document.querySelectorAll("figure svg[role=img]").length')).toBe(5);
  });

  test('shows names as they are', async () => {
    const names = (await page.evaluate(
      '[...document.querySelectorAll("td.name")].map((cell) => cell.textContent.trim())',
    )) as string[];
    expect(names).toContain(hostileNames[0]);
    expect(names).toContain('say "hi"');
  });

  test.each([360, 760, 1400])('fits a window of %i pixels', async (width) => {
    await page.send('Emulation.setDeviceMetricsOverride', {
      width,
      height: 800,
      deviceScaleFactor: 1,
      mobile: false,
    });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  test('has a light and a dark form, and prints light', async () => {
    const paper = async (media: string, scheme: string) => {
      const features = [{name: 'prefers-color-scheme', value: scheme}];
      await page.send('Emulation.setEmulatedMedia', {media, features});
      return page.evaluate('getComputedStyle(document.body).backgroundColor');
    };
    expect(await paper('screen', 'light')).toBe('rgb(255, 255, 255)');
    expect(await paper('screen', 'dark')).toBe('rgb(13, 17, 23)');
    expect(await paper('print', 'dark')).toBe('rgb(255, 255, 255)');
  });
});
