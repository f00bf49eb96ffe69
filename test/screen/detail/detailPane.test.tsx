import {describe, expect, test} from 'vitest';
import type {Sample} from '../../../source/model/sample/sample.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {keyCodes, startScreen} from '../../support/screen/screen.js';

const containerOf = (name: string) => ({kind: 'lxc', id: `lxc:${name}`, name}) as const;
const mebibyte = 2 ** 20;
const large = {columns: 200, rows: 60};

function host(seconds = 0): Sample {
  const old = {startTicks: 100};
  return {
    ...sampleOf({
      timeMs: 1_795_000_000_000 + 1000 * seconds,
      monotonicMs: 1000 * seconds,
      ksm: {full_scans: 50, pages_shared: 9000, pages_sharing: 9000, pages_unshared: 78_000},
      host: {uptimeSeconds: 86_400},
      processes: [
        processOf({
          ...old,
          pid: 11,
          container: containerOf('loses'),
          commandLine: '/usr/bin/java -jar search.jar',
          anonBytes: 300 * mebibyte,
          ksm: {rmapItems: 78_000, mergingPages: 0, mergeable: true},
        }),
        processOf({...old, pid: 12, container: containerOf('loses'), commandLine: 'small-one'}),
        processOf({
          ...old,
          pid: 13,
          container: containerOf('saves'),
          ksm: {rmapItems: 18_000, mergingPages: 18_000, mergeable: true},
        }),
        processOf({
          ...old,
          pid: 14,
          container: containerOf('asks'),
          preload: {mapped: false, requested: '/lib/libksm_preload.so'},
        }),
      ],
    }),
  };
}

describe('the pane of the selected container', () => {
  test('has its verdict and why, its advice with the cure, its processes and its trend', async () => {
    using screen = await startScreen(host(), large);
    await screen.show(host(60));
    await screen.press('P');
    const text = screen.text();
    expect(text).toMatch(/^── loses {2}lxc, 2 processes ─+$/m);
    expect(text).toMatch(/^ losing {2}The metadata of offered pages takes more memory/m);
    expect(text).toMatch(/It saves 0 B /);
    expect(text).toMatch(/^ ▲ Merging costs more memory than it saves in loses/m);
    expect(text).toMatch(/^ {3}# in loses: start its programs without LD_PRELOAD/m);
    expect(text).toMatch(/11 {2}\/usr\/bin\/java -jar search\.jar +mergeable +300 MiB/);
    expect(text.indexOf('search.jar')).toBeLessThan(text.indexOf('small-one'));
    expect(text).toMatch(/0 MiB ┤ +─ saved/);
  });

  test('follows the selection, and has only the advice for it', async () => {
    using screen = await startScreen(host(), large);
    await screen.press('P', 'j');
    expect(screen.text()).toMatch(/^── asks {2}lxc, 1 process /m);
    expect(screen.text()).toMatch(/asks for the preload library but has not loaded it/);
    expect(screen.text()).not.toContain('Merging costs more memory than it saves in');
    expect(screen.text()).toContain('ls -l /proc/14/root/lib/libksm_preload.so');
    await screen.press('j');
    expect(screen.text()).toMatch(/^── saves {2}lxc/m);
    expect(screen.text()).toMatch(/^ saving {2}Merging saves more than it costs\. It saves/m);
  });

  test('keeps the list and the lines below it in their places', async () => {
    using screen = await startScreen(host(), large);
    expect(screen.lines()).toHaveLength(60);
    const place = () => screen.lines().findIndex((line) => line.startsWith('── '));
    const before = place();
    await screen.press('j', 'j', '/', 's');
    expect(place()).toBe(before);
  });
});

test.each([
  [80, 24],
  [100, 30],
  [120, 40],
])('there is no pane at %d×%d, where the list needs the room', async (columns, rows) => {
  using screen = await startScreen(host(), {columns, rows});
  expect(screen.text()).not.toContain('── ');
  expect(screen.text()).not.toContain('LARGEST');
});

test('the pane of a process has its whole command line and both words of its opt-in', async () => {
  const long = `/usr/bin/java ${'-Dproperty=value '.repeat(12)}-jar end.jar`;
  const sample = sampleOf({
    processes: [
      processOf({
        container: containerOf('a'),
        commandLine: long,
        ksm: {rmapItems: 100, mergingPages: 90, mergeAny: true, mergeable: true},
      }),
    ],
  });
  using screen = await startScreen(sample, large);
  await screen.press(keyCodes.enter);
  expect(screen.text()).toMatch(/^ merging {2}opt-in: prctl/m);
  expect(screen.text()).toContain('-jar end.jar');
  expect(screen.text()).toMatch(/^ profit +[+-]/m);
});
