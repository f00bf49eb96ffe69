import {describe, expect, test} from 'vitest';
import type {Sample} from '../../../source/model/sample/sample.js';
import {createTheme} from '../../../source/screen/draw/theme.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {startScreen} from '../../support/screen/screen.js';

const containerOf = (name: string) => ({kind: 'lxc', id: `lxc:${name}`, name}) as const;
const mebibyte = 2 ** 20;

/** One container that loses memory, one whose library is not loaded, and two that save. */
function lively(): Sample {
  const old = {startTicks: 100};
  const processes = [
    processOf({
      ...old,
      container: containerOf('loses'),
      ksm: {rmapItems: 60_000, mergingPages: 0, mergeable: true},
    }),
    processOf({
      ...old,
      pid: 2,
      container: containerOf('asks'),
      preload: {mapped: false, requested: '/lib/ksm.so'},
    }),
    ...['a-twin', 'b-twin'].map((name, index) =>
      processOf({
        ...old,
        pid: 3 + index,
        container: containerOf(name),
        anonBytes: 66 * mebibyte,
        ksm: {rmapItems: 15_000, mergingPages: 15_000, mergeable: true},
      }),
    ),
  ];
  return {
    ...sampleOf({
      ksm: {full_scans: 50, pages_shared: 15_000, pages_sharing: 15_000, pages_unshared: 60_000},
      host: {uptimeSeconds: 86_400},
      processes,
    }),
    containerMemory: {'lxc:a-twin': 724 * 1024, 'lxc:b-twin': 64.7 * mebibyte},
  };
}

const sizes = [
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 60],
] as const;

describe.each(sizes)('the list of containers at %d×%d', (columns, rows) => {
  test('shows STATE and VERDICT of each', async () => {
    using screen = await startScreen(lively(), {columns, rows});
    expect(screen.text()).toMatch(/CONTAINER .*STATE .*VERDICT .*OFFERED .*SAVED .*PROFIT/);
    expect(screen.rows().join('\n')).toMatch(/loses .* 1 mergeable +losing/);
    expect(screen.rows().join('\n')).toMatch(/a-twin .* 1 merging +saving/);
    expect(screen.rows().join('\n')).toMatch(/asks .* 1 requested ▲/);
  });

  test('has the verdict on the host before less, and advice that says the same', async () => {
    using screen = await startScreen(lively(), {columns, rows});
    const line = screen.lines()[2] ?? '';
    expect(line).toMatch(/^saved .* profit 0 B +idle/);
    expect(line.includes('of offered memory')).toBe(columns > 80);
    await screen.press('a');
    expect(screen.text().replaceAll(/\s+/g, ' ')).toContain('than it saves in loses: ');
  });

  test('says how many of its processes ksmtop opted in', async () => {
    const optIns = [3, 5].map((pid) => ({pid, startTicks: 100, containerId: 'lxc:a-twin'}));
    using screen = await startScreen({...lively(), optIns}, {columns, rows});
    expect(screen.rows().join('\n')).toMatch(/a-twin .* 1 merging 1 opted in +saving/);
  });

  test('is sorted with problems first by one key', async () => {
    using screen = await startScreen(lively(), {columns, rows});
    const names = () => screen.rows().map((row) => row.slice(1).split(' ')[0]);
    expect(names().slice(0, 2)).toEqual(['a-twin', 'b-twin']);
    await screen.press('P');
    expect(names().slice(0, 4)).toEqual(['loses', 'asks', 'a-twin', 'b-twin']);
  });

  test('colors the verdict', async () => {
    using screen = await startScreen(lively(), {columns, rows, theme: createTheme('color', true)});
    await screen.press('P');
    expect(screen.text()).toMatch(/\u001B\[32msaving/);
    await screen.press('j');
    expect(screen.text()).toMatch(/\u001B\[31mlosing/);
  });
});

test.each([
  [80, 24],
  [200, 60],
])('MEMORY can be compared with OFFERED; C shows CHARGED, at %d×%d', async (columns, rows) => {
  using screen = await startScreen(lively(), {columns, rows});
  const twins = () => screen.rows().filter((row) => row.includes('twin'));
  expect(screen.text()).not.toContain('CHARGED');
  // A narrow screen has no room for MEMORY, and gives OFFERED up for what is asked for.
  const isWide = columns > 80;
  for (const row of twins()) expect(row).toMatch(isWide ? /66\.0 MiB +58\.6 MiB/ : / 58\.6 MiB/);
  await screen.press('C');
  expect(screen.text()).toMatch(isWide ? /VERDICT +CHARGED +MEMORY/ : /VERDICT +CHARGED +SAVED/);
  expect(twins()[0]).toMatch(isWide ? /724 KiB +66\.0 MiB/ : / 724 KiB /);
  expect(twins()[1]).toMatch(isWide ? /64\.7 MiB +66\.0 MiB/ : / 64\.7 MiB /);
  await screen.press('C');
  expect(screen.text()).not.toContain('CHARGED');
});

test.each([
  [80, 24],
  [200, 60],
])('a long name is shown whole where there is room, at %d×%d', async (columns, rows) => {
  const name = 'kubernetes-pod-of-a-customer-with-a-name-of-sixty-characters';
  const sample = sampleOf({processes: [processOf({container: containerOf(name)})]});
  using screen = await startScreen(sample, {columns, rows});
  if (columns > 80) expect(screen.text()).toContain(name);
  else expect(screen.text()).toMatch(/^▸kubernetes[\w-]*… +none +idle /m);
});

test.each(sizes)('STATE leaves out what has only just started, at %d×%d', async (columns, rows) => {
  const young = processOf({container: containerOf('young'), preload: {}});
  const closed = processOf({container: containerOf('closed'), readable: false, preload: {}});
  using screen = await startScreen(sampleOf({processes: [young, closed]}), {columns, rows});
  expect(screen.text()).toMatch(/young .*\bnone /);
  expect(screen.text()).toMatch(/closed .*\b1 unknown /);
});

test('what no process accounts for is left out of what can be estimated', async () => {
  const estimate = () => ({result: new Promise<never>(() => {}), stop() {}});
  const sample = sampleOf({ksm: {pages_shared: 9, pages_sharing: 9000}});
  using screen = await startScreen(sample, {estimate});
  expect(screen.text()).toMatch(/▸unattributed /);
  await screen.press('e');
  expect(screen.text()).toContain('all containers');
  expect(screen.text()).not.toContain('unattributed');
});
