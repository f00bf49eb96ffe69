import {describe, expect, test} from 'vitest';
import type {Surroundings} from '../../../source/model/sample/surroundings.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {keyCodes, startScreen} from '../../support/screen/screen.js';

const web = {id: 'lxc:web', kind: 'lxc', name: 'web'};
const sample = sampleOf({
  ksm: {pages_shared: 100, pages_sharing: 800},
  processes: [
    processOf({
      container: web,
      innerPid: 1,
      command: 'nginx',
      ksm: {mergingPages: 900, rmapItems: 1000},
    }),
    processOf(),
  ],
  containerNames: {'lxc:web': 'shop\u001b[2J'},
  containerLibraries: {'lxc:web': '/usr/lib64/libksm_preload.so'},
});

test('i opens the guide of the container under the bar, and Esc closes it', async () => {
  using screen = await startScreen(sample);
  await screen.press('i');
  expect(screen.lines()[0]).toContain('ksmtop guide   shop?[2J, lxc');
  expect(screen.lines().join('\n')).toContain('The library is installed in its root');
  await screen.press(keyCodes.escape);
  expect(screen.lines().join('\n')).toContain('CONTAINER');
  await screen.press('j');
  await screen.press('i');
  expect(screen.lines()[0]).toContain('this host');
});

test('it recommends what ksmtop guide on the same host does, and no more', async () => {
  const textWith = async (changes: Partial<Surroundings>) => {
    const surroundings = {kernelThreadsSeen: true, zramSwaps: 0, systemdRuns: true, ...changes};
    using screen = await startScreen(sample, {rows: 60, surroundings});
    await screen.press('i');
    return screen.lines().join('\n');
  };
  expect(await textWith({systemdRuns: false})).toContain('Not here: MemoryKSM=yes');
  expect(await textWith({systemdVersion: 252})).toContain('Not here: MemoryKSM=yes');
  expect(await textWith({systemdVersion: 255})).toContain('systemd-run --wait -p MemoryKSM=yes');
  const today = await textWith({systemdVersion: 257});
  expect(today).not.toContain('--wait');
  expect(today).toContain('systemctl edit lxc@web.service');
});

test('i opens it from the processes of a container too', async () => {
  using screen = await startScreen(sample);
  await screen.press(keyCodes.enter);
  await screen.press('i');
  expect(screen.lines()[0]).toContain('ksmtop guide   shop');
  await screen.press('i');
  expect(screen.lines().join('\n')).toContain('nginx');
});

describe.each([
  [80, 24],
  [120, 40],
])('at %d×%d', (columns, rows) => {
  test('all of it can be read by scrolling', async () => {
    using screen = await startScreen(sample, {columns, rows});
    await screen.press('i');
    const seen: string[] = [];
    for (let pages = 0; pages < 10; pages++) {
      expect(screen.lines().length).toBeLessThanOrEqual(rows);
      for (const line of screen.lines()) expect(line.length).toBeLessThanOrEqual(columns);
      seen.push(...screen.lines());
      await screen.press(keyCodes.pageDown);
    }
    const text = seen.join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain('lxc.environment = LD_PRELOAD=/usr/lib64/libksm_preload.so');
    expect(text).toContain('systemctl edit lxc@web.service');
    expect(text).toContain("that may know each other's data");
    await screen.press('g');
    expect(screen.lines()[0]).toContain(' 1-');
  });
});

test('a container that has gone leaves the guide of the host', async () => {
  using screen = await startScreen(sample);
  await screen.press('i');
  await screen.show(sampleOf({processes: [processOf()]}));
  expect(screen.lines()[0]).toContain('this host');
});
