import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {mapSharing} from '../../../source/host/map/mapSharing.js';
import type {MapTask} from '../../../source/host/map/mapTask.js';
import {loadPageHash} from '../../../source/host/pages/pageHash.js';
import type {SharingMap} from '../../../source/model/map/sharingMap.js';
import {missing} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {until} from '../../support/until.js';
import {type Cgroup, makeCgroup} from '../harness/cgroups.js';
import {type HeldKsm, holdKsm, type KsmCounts, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkload, type WorkloadOptions} from '../harness/ksmd/memory.js';
import {childrenOf} from '../harness/ksmd/process-files.js';
import {ksmtop, ksmtopProgram} from '../harness/ksmtop.js';
import type {Running} from '../harness/running.js';

const mib = 1_048_576;

type Container = {
  id: string;
  tenants: string[];
  merged_bytes: number;
  within_bytes: number;
  others_bytes: number;
  tenants_crossed_bytes: number;
  zero_bytes: number;
  saved_bytes: number;
  freed_when_ended_bytes: number;
  needed_to_opt_out_bytes: number;
  shares_with: string[];
};
type Told = {
  seconds: number;
  ksm_flag_believed: boolean;
  frames: number;
  mappings: number;
  tenants_crossed_bytes: number;
  containers: Container[];
  cells: {a: string; b: string; frames: number; bytes: number}[];
  left_out: unknown[];
};

const mapOf = async (...words: string[]): Promise<Told> =>
  JSON.parse(await mustRun(ksmtopProgram('map', '--cpu', '100', '--format', 'json', ...words)));

const close = (value: number, expected: number, share = 0.005) => {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(share * expected);
};

/** Processes by group, each group a tenant. */
const taskOf = (groups: readonly (readonly number[])[]): MapTask => ({
  procfs: '/proc',
  sysfs: '/sys',
  processes: groups.flatMap((pids, index) =>
    pids.map((pid) => ({pid, group: index + 1, tenant: {name: String(index)}})),
  ),
  groupCount: groups.length,
  joinCopies: false,
  severalNodes: false,
  leftOut: [],
  pageBytes: 4096,
  cpuPercent: 100,
  timeLimitSeconds: 60,
});
const ignoreProgress = {progress() {}, soFar() {}};

const needs = ['root', 'ksm', 'gcc', 'libc'] as const;

describe.skipIf(missing('the sharing map against ksmd', ...needs))('ksmtop map', () => {
  let running: Running[] = [];
  let cgroups: Cgroup[] = [];
  afterEach(async () => {
    await Promise.all(running.map((each) => each.stop()));
    running = [];
    await Promise.all(cgroups.map((each) => each.release()));
    cgroups = [];
  });

  /** A process in an LXC container of this name, which is a tenant of its own. */
  const startIn = async (name: string, options: WorkloadOptions): Promise<Running> => {
    const path = `/lxc.payload.${name}`;
    const cgroup = cgroups.find((each) => each.path === path) ?? (await makeCgroup(path));
    if (!cgroups.includes(cgroup)) cgroups.push(cgroup);
    const started = await startWorkload({...options, enter: cgroup.enter});
    running.push(started);
    return started;
  };

  /** Until nothing changes, and ksmd is stopped. */
  const merge = async (ksm: HeldKsm): Promise<KsmCounts> => {
    await ksm.scanFast();
    const counts = await ksm.waitForSettled();
    await ksm.write('run', 0);
    return counts;
  };

  const addsUp = ({frames, mappings}: Told, {pages_shared = 0, pages_sharing = 0}: KsmCounts) => {
    close(frames, pages_shared);
    close(mappings - frames, pages_sharing);
  };

  const between = ({cells}: Told, a: string, b: string) =>
    cells.find((cell) => [cell.a, cell.b].toSorted().join() === [a, b].toSorted().join())?.bytes ??
    0;

  /** The host may have other programs that merge: what they share is not of these tests. */
  const containerOf = ({containers}: Told, id: string) => containers.find((each) => each.id === id);
  const crossedBy = (map: Told, id: string) => containerOf(map, id)?.tenants_crossed_bytes;
  const ownPairs = ({cells}: Told) => {
    const own = cgroups.map(({path}) => path.replace('/lxc.payload.', 'lxc:'));
    return cells
      .filter(({a, b}) => own.includes(a) && own.includes(b))
      .map(({a, b}) => `${a} ${b}`)
      .toSorted();
  };

  const timeout = ksmLockTimeoutMs;

  test('planted pages across tenants are all found, and none is false', {timeout}, async () => {
    await using ksm = await holdKsm();
    await startIn('a', {mib: 16, seed: 1});
    await startIn('b', {mib: 8, seed: 1});
    await startIn('c', {mib: 8, seed: 2});
    await startIn('c', {mib: 8, seed: 2});
    await startIn('d', {mib: 8, uniquePercent: 100});
    const counts = await merge(ksm);
    const map = await mapOf();
    addsUp(map, counts);
    expect(map.tenants_crossed_bytes).toBeGreaterThanOrEqual(8 * mib);
    expect(ownPairs(map)).toEqual(['lxc:a lxc:b', 'lxc:c lxc:c']);
    expect(between(map, 'lxc:a', 'lxc:b')).toBe(8 * mib);
    expect(between(map, 'lxc:c', 'lxc:c')).toBe(8 * mib);
    expect(containerOf(map, 'lxc:a')).toMatchObject({
      tenants: ['lxc:a'],
      merged_bytes: 8 * mib,
      within_bytes: 0,
      tenants_crossed_bytes: 8 * mib,
      saved_bytes: 4 * mib,
      freed_when_ended_bytes: 0,
      needed_to_opt_out_bytes: 8 * mib,
      shares_with: ['lxc:b'],
    });
    expect(containerOf(map, 'lxc:c')).toMatchObject({
      merged_bytes: 16 * mib,
      within_bytes: 8 * mib,
      tenants_crossed_bytes: 0,
      saved_bytes: 8 * mib,
      freed_when_ended_bytes: 8 * mib,
      needed_to_opt_out_bytes: 8 * mib,
      shares_with: [],
    });
    expect(containerOf(map, 'lxc:d')).toBeUndefined();
    const oneTenant = await mapOf('--tenants', '^[ab]$|^(c)$');
    expect(crossedBy(oneTenant, 'lxc:a')).toBe(8 * mib);
    const site = await mapOf('--tenants', '^lxc|^.');
    expect(crossedBy(site, 'lxc:a')).toBe(8 * mib);
  });

  test('memory that fork shares is not merged, and what is merged of it is', {
    timeout,
  }, async () => {
    await using ksm = await holdKsm();
    const {pid} = await startIn('forks', {mib: 8, uniquePercent: 50, forks: 4});
    const children = await until('its children', async () => {
      const found = await childrenOf(pid);
      return found.length === 4 && found;
    });
    const other = await startIn('other', {mib: 8, uniquePercent: 50});
    const counts = await merge(ksm);
    const map = await mapOf();
    addsUp(map, counts);
    expect(between(map, 'lxc:forks', 'lxc:other')).toBe(4 * mib);
    expect(crossedBy(map, 'lxc:forks')).toBe(4 * mib);

    const tools = {hash: (await loadPageHash())()};
    const task = taskOf([[pid, ...children], [other.pid]]);
    const byCount = mapSharing({...task, distrustFlag: true}, tools, ignoreProgress);
    expect(byCount.flagBelieved).toBe(false);
    const byFlag = mapSharing(task, tools, ignoreProgress);
    expect(byFlag.flagBelieved).toBe(true);
    const figures = ({frames, mappings, groups, cells}: SharingMap) => ({
      ...{frames, mappings, groups, cells},
    });
    expect(figures(byCount)).toEqual(figures(byFlag));
  });

  test('copies that max_page_sharing makes are joined by their content', {timeout}, async () => {
    await using ksm = await holdKsm();
    await ksm.write('max_page_sharing', 2);
    for (const name of ['a', 'a', 'b', 'b', 'c', 'c']) await startIn(name, {mib: 4});
    const counts = await merge(ksm);
    expect(counts['stable_node_chains']).toBeGreaterThan(0);
    const map = await mapOf();
    addsUp(map, counts);
    for (const [a, b] of ['ab', 'bc', 'ac', 'aa', 'cc']) {
      expect(between(map, `lxc:${a}`, `lxc:${b}`)).toBe(4 * mib);
    }
    expect(crossedBy(map, 'lxc:b')).toBe(4 * mib);
  });

  test('zero pages are counted, but shared with no container', {timeout}, async () => {
    await using ksm = await holdKsm();
    await ksm.write('use_zero_pages', 1);
    await startIn('a', {mib: 8, zeroPercent: 50});
    await startIn('b', {mib: 8, zeroPercent: 50});
    const counts = await merge(ksm);
    const map = await mapOf();
    addsUp(map, counts);
    for (const id of ['lxc:a', 'lxc:b']) {
      expect(containerOf(map, id)).toMatchObject({
        zero_bytes: 4 * mib,
        tenants_crossed_bytes: 4 * mib,
      });
    }
  });

  test('the exact shares add up to what the host saves', {timeout}, async () => {
    await using ksm = await holdKsm();
    await startIn('a', {mib: 8, uniquePercent: 50});
    await startIn('b', {mib: 4});
    await startIn('c', {mib: 8});
    await startIn('c', {mib: 8});
    const {pages_sharing = 0} = await merge(ksm);
    const {containers} = await mapOf();
    const saved = containers.reduce((sum, each) => sum + each.saved_bytes, 0);
    close(saved, pages_sharing * 4096);
  });

  test('m shows the matrix on the screen, by the tenants of the settings', {timeout}, async () => {
    await using ksm = await holdKsm();
    await startIn('shop-a', {mib: 8});
    await startIn('shop-b', {mib: 8});
    await merge(ksm);
    const home = await mkdtemp(join(tmpdir(), 'ksmtop-map-'));
    const env = {...process.env, XDG_CONFIG_HOME: home};
    try {
      await mkdir(join(home, 'ksmtop'));
      await writeFile(join(home, 'ksmtop/config.json'), '{"map.tenants": "^(\\\\w+)-"}');
      await using screen = ksmtop([], {columns: 120, rows: 40, env});
      await screen.waitFor(/lxc/);
      await screen.press('m');
      await screen.waitFor(/1 shop-[ab] +8\.00 MiB +· +· +8\.00 MiB/);
      await screen.waitFor(/All merged pages belong to one tenant/);
      await screen.press('right', 'enter');
      await screen.waitFor(/shop-[ab] and shop-[ab] share 8\.00 MiB\. Both belong to shop\./);
      const crossed = async (...words: string[]) =>
        crossedBy(
          JSON.parse(await mustRun(ksmtopProgram('map', '--format', 'json', ...words), {env})),
          'lxc:shop-a',
        );
      expect([await crossed(), await crossed('--tenants', '.+')]).toEqual([0, 8 * mib]);
    } finally {
      await rm(home, {recursive: true});
    }
  });
});
