import {describe, expect, test} from 'vitest';
import type {MemoryRegion} from '../../../source/kernel/process/memory/smaps.js';
import type {Inspection} from '../../../source/model/sample/inspection.js';
import {createTheme} from '../../../source/screen/draw/theme.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {settled} from '../../support/screen/inkTerminal.js';
import {keyCodes, startScreen, type TestScreen} from '../../support/screen/screen.js';

const web = {kind: 'lxc', id: 'lxc:web', name: 'web'};
const path = '/usr/lib/libksm_preload.so';
const nginx = processOf({
  pid: 120,
  parentPid: 100,
  container: web,
  command: 'nginx',
  commandLine: 'nginx: worker process',
  innerPid: 7,
  preload: {mapped: path, requested: path},
  ksm: {rmapItems: 2000, mergingPages: 1000, zeroPages: 1, mergeable: true, mergeAny: false},
});
const parent = processOf({pid: 100, container: web, commandLine: 'nginx: master process'});
const host = sampleOf({
  ksm: {pages_shared: 100, pages_sharing: 900, ksm_zero_pages: 1, full_scans: 4},
  processes: [nginx, parent],
});

const region = (name: string, more: Partial<MemoryRegion> = {}): MemoryRegion => ({
  addresses: '7f0000000000-7f0000100000',
  name,
  sizeBytes: 2 ** 20,
  residentBytes: 2 ** 20,
  proportionalBytes: 2 ** 19,
  anonymousBytes: 2 ** 20,
  ksmBytes: 2 ** 18,
  mergeable: false,
  ...more,
});

const inspection: Inspection = {
  pid: 120,
  startTicks: nginx.startTicks,
  timeMs: 1_795_000_000_000,
  executable: '/usr/sbin/nginx',
  program: {bits: 64, machine: 'x86-64', interpreter: '/lib64/ld-linux-x86-64.so.2'},
  cgroup: '0::/lxc.payload.web',
  namespaces: {pid: 'pid:[4026532701]'},
  preloadVariable: path,
  preloadFile: [],
  library: {path, mapped: true, deleted: false, present: true},
  regions: [
    region('/usr/sbin/nginx', {anonymousBytes: 4096}),
    region('', {mergeable: true, sizeBytes: 2 ** 23}),
    region('[heap]'),
  ],
};

/** Opens the container, and in it the process that saves most. */
async function open(found: Inspection | undefined, options = {}): Promise<TestScreen> {
  const screen = await startScreen(host, {columns: 100, rows: 40, ...options});
  screen.host.inspection = found;
  await screen.press(keyCodes.enter, keyCodes.enter);
  await settled();
  return screen;
}

const fact = (screen: TestScreen, what: string) =>
  screen
    .lines()
    .find((line) => line.trimStart().startsWith(`${what} `))
    ?.replace(what, '')
    .trim();

describe.each([
  [80, 24],
  [200, 60],
])('the page of a process at %d×%d', (columns, rows) => {
  test('has memory and profit first, and says how much more there is', async () => {
    using screen = await open(inspection, {columns, rows});
    const lines = screen.lines();
    expect(lines).toHaveLength(rows);
    expect(lines.slice(4, 9).join()).toMatch(/memory .*saved .*profit .*its share|profit /);
    const title = /^ ksmtop process {3}120 web {2}nginx: worker process(?: {3}1-(\d+) of (\d+))?$/;
    const [, last, total] = title.exec(lines[0]?.trimEnd() ?? '') ?? [];
    if (rows === 60) expect(last).toBeUndefined();
    else expect(Number(last)).toBeLessThan(Number(total));
    if (rows === 60) return;
    await screen.press('G');
    expect(screen.lines()[0]).toMatch(new RegExp(`${total} of ${total}$`));
    expect(screen.text()).toContain('[heap]');
  });
});

describe('one process', () => {
  test('shows why it merges, and all that is known of it', async () => {
    using screen = await open(inspection);
    expect(screen.lines()[0]).toMatch(/^ ksmtop process {3}120 web {2}nginx: worker process$/);
    expect(screen.lines()[2]).toMatch(/^ It merges 3\.91 MiB of 7\.81 MiB offered/);
    expect(fact(screen, 'opt-in')).toBe('preload');
    expect(fact(screen, 'library')).toBe(path);
    expect(fact(screen, 'saved')).toBe('3.52 MiB, its share of what the host saves');
    expect(fact(screen, 'profit')).toBe('+3.40 MiB, that share minus its metadata');
    expect(fact(screen, 'memory')).toBe(
      '16.0 MiB anonymous, 1.50 MiB PSS, 8.00 MiB of address space offered',
    );
    expect(fact(screen, 'ksm_rmap_items')).toBe('2 000 pages, 7.81 MiB');
    expect(fact(screen, 'ksm_zero_pages')).toBe('1 page, 4.00 KiB');
    expect(fact(screen, 'ksm_process_profit')).toBe('–');
    expect(fact(screen, 'pid inside')).toBe('7');
    expect(fact(screen, 'program')).toBe('/usr/sbin/nginx x86-64, dynamic');
    expect(fact(screen, 'command line')).toBe('nginx: worker process');
    expect(fact(screen, 'KSMP_MERGE_THRESHOLD')).toBe('not set');
    expect(fact(screen, 'ld.so.preload')).toBe('none');
  });

  test('over SSH says what of its container is not read', async () => {
    const {preloadFile: _, ...rest} = inspection;
    const overSsh = {...host, host: {...host.host, containerFilesRead: false}} as const;
    using screen = await startScreen(overSsh, {columns: 100, rows: 40});
    screen.host.inspection = {...rest, library: {path, mapped: false, deleted: false}};
    await screen.press(keyCodes.enter, keyCodes.enter);
    await settled();
    expect(fact(screen, 'ld.so.preload')).toBe('not read over SSH');
    expect(fact(screen, 'library')).toBe(`${path} not loaded (file not read over SSH)`);
  });

  test('has its regions, what is offered first', async () => {
    using screen = await open(inspection);
    const lines = screen.lines();
    const heading = lines.findIndex((line) => line.startsWith(' REGION'));
    const shown = lines.slice(heading + 1, heading + 4);
    expect(shown.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      expect.stringMatching(/^anonymous 7f0000000000/),
      '[heap]',
      '/usr/sbin/nginx',
    ]);
    expect(shown[0]).toMatch(/ yes +8\.00 MiB +1\.00 MiB +256 KiB +512 KiB$/);
  });

  test.each([
    ['denied', /no permission to read smaps/],
    ['too slow', /smaps timed out/],
    ['not tried', /smaps was skipped/],
    ['no resources', /out of file descriptors or memory/],
    ['too large', /too large to read/],
  ] as const)('whose memory map is %s says so', async (regionsError, text) => {
    const {regions: _, ...rest} = inspection;
    using screen = await open({...rest, regionsError});
    expect(fact(screen, 'memory')).toMatch(text);
  });

  test('that cannot be read still has what the sample knows', async () => {
    using screen = await open(undefined);
    expect(screen.text()).toContain('it can no longer be read');
    expect(fact(screen, 'state')).toBe('merging');
    expect(fact(screen, 'program')).toBe('–');
  });

  test('that fails to be read for an error leaves the screen as it is', async () => {
    using screen = await open(undefined);
    screen.host.inspection = new RangeError('Maximum call stack size exceeded');
    await screen.press(keyCodes.ctrlR);
    await settled();
    expect(screen.text()).toContain('it can no longer be read');
    expect(fact(screen, 'state')).toBe('merging');
  });

  test('that ended is gone, and Esc goes back', async () => {
    using screen = await open(inspection);
    await screen.show({...host, processes: [parent]});
    expect(screen.text()).toContain('this process has ended');
    await screen.press(keyCodes.escape);
    expect(screen.text()).toMatch(/▸ +100 .*nginx: m/);
    await screen.press(keyCodes.escape);
    expect(screen.text()).toContain('CONTAINER');
  });

  test('is read again with Ctrl-R', async () => {
    using screen = await open(inspection);
    screen.host.inspection = {...inspection, executable: '/usr/sbin/angie'};
    await screen.press(keyCodes.ctrlR);
    await settled();
    expect(fact(screen, 'program')).toContain('angie');
  });

  test('scrolls to its end on a small screen', async () => {
    using screen = await open(inspection, {columns: 80, rows: 24});
    expect(screen.lines()).toHaveLength(24);
    expect(screen.text()).not.toContain('[heap]');
    await screen.press(keyCodes.end);
    expect(screen.lines()).toHaveLength(24);
    expect(screen.text()).toContain('/usr/sbin/nginx ');
    await screen.press('g');
    expect(fact(screen, 'opt-in')).toBe('preload');
  });

  test('with hostile names is shown as text, in ASCII where that is all there is', async () => {
    const hostile = '\u001B[2J\n界\u202E';
    using screen = await open(
      {...inspection, executable: hostile, regions: [region(hostile)], cgroup: hostile},
      {theme: createTheme('none', false)},
    );
    expect(screen.lines()).toHaveLength(40);
    for (const line of screen.lines()) expect(line).toMatch(/^[\x20-\x7e]*$/);
  });

  test('whose reason names a hostile path shows it as text', async () => {
    const hostile = '/\u001B[31m/libksm_preload.so';
    using screen = await open({
      ...inspection,
      library: {path: hostile, mapped: true, deleted: true, present: true},
    });
    expect(screen.text()).toContain('It runs with /?[31m/libksm_preload.so, which has been');
    expect(screen.text()).not.toContain('\u001B');
  });
});

test('a tree shows which branch goes on below another', async () => {
  const [first, second, third, fourth] = [1, 2, 3, 4].map((number) => 500 + number);
  const container = {kind: 'lxc', id: 'lxc:web', name: 'web'};
  const one = (pid = 0, parentPid = 0) => processOf({pid, parentPid, container, command: 'sh'});
  const processes = [one(first, 1), one(second, first), one(third, second), one(fourth, first)];
  using screen = await startScreen(sampleOf({processes}), {columns: 120, rows: 30});
  await screen.press(keyCodes.enter, 'T');
  const branches = screen
    .lines()
    .flatMap((line) => /([│├└─ ]*)\[sh\]/.exec(line)?.[1]?.trim() ?? []);
  expect(branches).toEqual(['', '├─', '│ └─', '└─']);
});

describe('the processes of a container', () => {
  test('are in order of what they save, or as a tree', async () => {
    using screen = await startScreen(host, {columns: 120, rows: 30});
    await screen.press(keyCodes.enter);
    const commands = () => screen.lines().flatMap((line) => /\S* ?\S*nginx: \w+/.exec(line) ?? []);
    expect(commands().map((text) => text.trim())).toEqual(['nginx: worker', 'nginx: master']);
    await screen.press('T');
    expect(commands().map((text) => text.trim())).toEqual([
      'nginx: master',
      expect.stringMatching(/^\S+ ?nginx: worker$/),
    ]);
  });
});
