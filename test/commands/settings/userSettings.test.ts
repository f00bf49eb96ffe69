import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {saveView} from '../../../source/commands/settings/saveView.js';
import {
  readSettings,
  screenOf,
  wantsMouse,
} from '../../../source/commands/settings/userSettings.js';

const isRoot = process.geteuid?.() === 0;
const otherId = 65_534;

/** Below it, only this user can write. */
let home: string;
let path: string;
let complaints: string[];
beforeEach(() => {
  home = mkdtempSync(join(homedir(), '.ksmtop-test-'));
  path = join(home, '.config/ksmtop/config.json');
  complaints = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => complaints.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, {recursive: true});
});

const write = (text: string | Uint8Array) => {
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, text);
};
const read = () => readSettings({HOME: home});

describe('reading', () => {
  test('takes what the file says', async () => {
    write('{"interval_seconds": 5}');
    expect(await read()).toMatchObject({values: {interval_seconds: 5}, problems: []});
    expect(complaints).toEqual([]);
  });

  test('takes XDG_CONFIG_HOME before HOME, unless it is relative', async () => {
    write('{"interval_seconds": 5}');
    const elsewhere = join(home, 'elsewhere');
    mkdirSync(join(elsewhere, 'ksmtop'), {recursive: true});
    writeFileSync(join(elsewhere, 'ksmtop/config.json'), '{"interval_seconds": 7}');
    const intervalOf = async (base: string) =>
      (await readSettings({HOME: home, XDG_CONFIG_HOME: base})).values.interval_seconds;
    expect(await intervalOf(elsewhere)).toBe(7);
    expect(await intervalOf('elsewhere')).toBe(5);
    expect(await intervalOf('')).toBe(5);
  });

  test('without a file or a home, all is as usual', async () => {
    for (const env of [{HOME: home}, {HOME: '/proc/version'}, {HOME: ''}, {}]) {
      expect(await readSettings(env)).toMatchObject({values: {}, problems: []});
    }
    expect(complaints).toEqual([]);
  });

  test('reports each problem with file and line', async () => {
    write('{\n"interval_seconds": 0,\n"theme": "light",\n"x": 1}');
    const {values, problems} = await read();
    expect(values).toEqual({theme: 'light'});
    expect(problems).toEqual([
      `${path} line 2: interval_seconds needs a number from 0.1 to 3600, not 0.`,
      `${path} line 4: "x" is not a setting.`,
    ]);
    expect(complaints).toEqual(problems.map((problem) => `ksmtop: ${problem}\n`));
  });

  test.each<[string, () => void, string]>([
    ['a directory', () => mkdirSync(path, {recursive: true}), 'it is not a regular file'],
    ['a link to a device', () => symlinkSync('/dev/zero', path), 'it is not a regular file'],
    ['a pipe', () => execFileSync('mkfifo', [path]), 'it is not a regular file'],
    ['a large file', () => write(Buffer.alloc(65_537, ' ')), 'it is larger than 64 KiB'],
    ['a circle of links', () => symlinkSync('config.json', path), 'ELOOP'],
  ])('refuses %s, and starts', async (_what, make, why) => {
    mkdirSync(dirname(path), {recursive: true});
    make();
    expect(await read()).toMatchObject({
      values: {},
      problems: [`${path} cannot be read: ${why}; using the defaults.`],
    });
  });

  test('follows a link to a file: settings are often kept elsewhere', async () => {
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(join(home, 'mine.json'), '{"interval_seconds": 5}');
    symlinkSync(join(home, 'mine.json'), path);
    expect((await read()).values).toEqual({interval_seconds: 5});
  });
});

describe('saving', () => {
  const save = (view = {interval_seconds: 5}, userId = process.geteuid?.()) =>
    saveView(path, view, userId);

  test('makes the file for this user alone, and nothing else', async () => {
    expect(await save()).toBe(`This view was saved in ${path}.`);
    expect(readFileSync(path, 'utf8')).toBe('{\n  "interval_seconds": 5\n}\n');
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    expect(lstatSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(path))).toEqual(['config.json']);
  });

  test('changes what the file holds now', async () => {
    const {save: saveNow} = await read();
    write('{"theme": "light", "interval_seconds": 9}');
    chmodSync(path, 0o640);
    expect(await saveNow({interval_seconds: 5})).toMatch(/was saved/);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({theme: 'light', interval_seconds: 5});
    expect(lstatSync(path).mode & 0o777).toBe(0o640);
  });

  test.each<[string, () => void, string]>([
    ['what is not valid', () => write('{'), 'line 1 is not valid JSON: a "key" is expected'],
    ['a link', () => symlinkSync('/dev/null', path), 'cannot be read: it is not a regular file'],
    [
      'a link to a file',
      () => symlinkSync('../x', path),
      'cannot be written: it is a symbolic link',
    ],
    ['a directory', () => mkdirSync(path), 'cannot be read: it is not a regular file'],
  ])('does not replace %s', async (_what, make, why) => {
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(join(home, '.config/x'), '{}');
    make();
    expect(await save()).toMatch(/^This view was not saved: [^\n]*\w\.$/);
    expect(await save()).toContain(why);
    expect(readFileSync(join(home, '.config/x'), 'utf8')).toBe('{}');
  });

  test('says so where it cannot write', async () => {
    expect(await saveView(undefined, {}, 1000)).toBe(
      'This view was not saved: HOME is not set, so there is no place to save it.',
    );
    expect(await saveView('/proc/sys/ksmtop/config.json', {}, 0)).toMatch(
      /^This view was not saved: \/proc\/sys\/ksmtop cannot be made: \w.*\.$/,
    );
  });

  test.skipIf(!isRoot)('as root, writes nothing into the home of a user', async () => {
    chownSync(home, otherId, otherId);
    const refusal = `This view was not saved: ${home} belongs to the user ${otherId}, and ksmtop runs as root; with sudo -H it saves in the home of root.`;
    expect(await save()).toBe(refusal);
    expect(existsSync(join(home, '.config'))).toBe(false);
    mkdirSync(dirname(path), {recursive: true});
    expect(await save()).toBe(refusal);
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test.skipIf(!isRoot)('as root, writes nothing where others may exchange it', async () => {
    for (const [mode, gid] of [
      [0o777, 0],
      [0o2777, 0],
      [0o775, otherId],
    ] as const) {
      chownSync(home, 0, gid);
      chmodSync(home, mode);
      expect(await save()).toBe(
        `This view was not saved: other users may write to ${home} (chmod go-w), and ksmtop runs as root.`,
      );
      expect(existsSync(join(home, '.config'))).toBe(false);
    }
    chownSync(home, 0, 0);
    chmodSync(home, 0o775);
    expect(await save()).toMatch(/was saved/);
  });

  test.skipIf(!isRoot)('as root, follows no link into the home of a user', async () => {
    const theirs = join(home, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, otherId, otherId);
    symlinkSync(theirs, join(home, '.config'));
    expect(await save()).toContain(`${theirs} belongs to the user ${otherId}`);
    expect(readdirSync(theirs)).toEqual([]);
  });
});

test.each([
  [{}, {}, {TERM: 'xterm'}, true],
  [{mouse: true}, {}, {TERM: 'xterm'}, true],
  [{mouse: false}, {mouse: true}, {TERM: 'xterm'}, false],
  [{}, {mouse: false}, {TERM: 'xterm'}, false],
  [{}, {}, {TERM: 'screen', STY: '1.h'}, false],
  [{}, {}, {TERM: 'screen.xterm-256color'}, false],
  [{}, {mouse: true}, {TERM: 'screen', STY: '1.h'}, true],
  [{}, {}, {TERM: 'screen-256color', TMUX: '/tmp/tmux'}, true],
  [{}, {}, {TERM: 'screen', TMUX: '/tmp/tmux'}, true],
])('the mouse is wanted with %j, %j in %j: %j', (options, values, env, isWanted) => {
  expect(wantsMouse(options, {values}, env)).toBe(isWanted);
});

test.each([
  [{}, {}, {}],
  [{}, {mouse: true, theme: 'light'}, {mouse: true, theme: 'light'}],
  [
    {mouse: false, color: false},
    {mouse: true, theme: 'light'},
    {mouse: false, theme: 'mono'},
  ],
  [{mouse: true, color: true}, {}, {}],
] as const)('with %j and %j the view to save has %j', (options, values, chosen) => {
  const {viewStore} = screenOf({values, problems: [], save: async () => ''}, options);
  const {mouse, theme} = viewStore.getState();
  expect({...(mouse !== undefined && {mouse}), ...(theme && {theme})}).toEqual(chosen);
});
