import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {buildExecutable} from '../../scripts/executable.mjs';
import {parameters} from '../../source/kernel/ksm/parameters.js';
import {until} from '../support/until.js';
import {workloadArgs} from '../system/harness/ksmd/memory.js';
import {native} from '../system/harness/native/compile.js';
import {availableKernels} from './harness/available.js';
import {type Initramfs, makeInitramfs} from './harness/initramfs.js';
import {Machine} from './harness/machine.js';

const size = {columns: 120, rows: 40};
const mib = 8;
const pages = mib * 256;

/** Masks of the processors of both nodes, twice: what a process fills lies on its own node. */
const processors = ['1', '1', '2', '2'];

const kernel = (await availableKernels()).findLast(({image}) => image !== undefined);

describe.skipIf(kernel === undefined)(`two NUMA nodes on Linux ${kernel?.series}`, () => {
  let directory: string;
  let initramfs: Initramfs;
  let machine: Machine;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ksmtop-numa-'));
    const outfile = join(directory, 'ksmtop');
    await buildExecutable({outfile});
    initramfs = await makeInitramfs([outfile, await native('workload')], size);
    const {image = ''} = kernel ?? {};
    machine = await Machine.boot({kernel: image, initramfs: initramfs.path, ...size, nodes: 2});
    await startWorkloads();
  });
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]();
    await initramfs?.[Symbol.asyncDispose]();
    await rm(directory, {recursive: true});
  });

  async function startWorkloads(): Promise<void> {
    for (const mask of processors) {
      await machine.run(`contain web taskset ${mask} workload ${workloadArgs({mib}).join(' ')}`);
    }
  }

  const held = async (name: string) => (await machine.run(`cat /sys/kernel/mm/ksm/${name}`)).trim();

  async function merged(shared: number, sharing: number): Promise<void> {
    const wanted = `${shared} shared, ${sharing} sharing`;
    let found = '';
    await until(
      () => `${wanted}; at last ${found}`,
      async () => {
        found = `${await held('pages_shared')} shared, ${await held('pages_sharing')} sharing`;
        return found === wanted;
      },
      {timeoutMs: 90_000, intervalMs: 500},
    );
  }

  test('are seen, and merged with each other', async () => {
    expect(await machine.run('ls -d1 /sys/devices/system/node/node*')).toMatch(/node0\n.*node1\n$/);
    // Workloads that start one after another may never meet where smart_scan skips their pages.
    await machine.run('ksmtop set smart_scan=0 pages_to_scan=5000 run=1');
    await merged(pages, 3 * pages);
    expect((await machine.run('ksmtop doctor | grep -c numa-merge')).trim()).toBe('1');
  });

  test('the panel parts them: unmerge, change and start as one', async () => {
    const {terminal} = machine;
    // On one node: who moves on to the other in the middle puts the rest there.
    await terminal.press('taskset 2 ksmtop', 'enter');
    await terminal.waitFor(/● running/, {timeoutMs: 60_000});
    await terminal.press('t');
    await terminal.waitFor(/^ ▸run /m);
    const down = parameters.findIndex(({name}) => name === 'merge_across_nodes');
    for (const {name} of parameters.slice(1, down + 1)) {
      await terminal.press('down');
      await terminal.waitFor(new RegExp(`^ ▸${name} `, 'm'), {timeoutMs: 30_000});
    }
    await terminal.press(' ');
    await terminal.waitFor(/→ 0 off[\s\S]*This unmerges everything first: 24\.0 MiB needed/);
    await terminal.waitFor(/copies\s+are\s+placed\s+on\s+the\s+NUMA\s+node/);
    await terminal.press('enter');
    await terminal.waitFor(/Continue\?\s+y\/N/);
    await terminal.confirm();
    await terminal.waitFor(/merge_across_nodes: 1 \(on\) → 0 \(off\)/, {timeoutMs: 60_000});
    await terminal.press('q', 'q');
    await terminal.waitFor(/left changed: merge_across_nodes 1 \(on\) → 0 \(off\)\.\nguest> $/m, {
      timeoutMs: 60_000,
    });
    expect([await held('merge_across_nodes'), await held('run')]).toEqual(['0', '1']);
    expect((await machine.run('ksmtop doctor | grep -c numa-merge; true')).trim()).toBe('0');
  }, 240_000);

  test('the unmerge has put every copy on its node, as the panel said', async () => {
    const places = await machine.run(`grep -ho 'N[01]=${pages}' /proc/[0-9]*/numa_maps`);
    const [node] = places.split('=');
    expect(places).toBe(`${node}=${pages}\n`.repeat(processors.length));
  });

  test('what is new then merges within its node', async () => {
    await machine.run('killall workload');
    await startWorkloads();
    await merged(2 * pages, 2 * pages);
  });

  test('set merges them across nodes again', async () => {
    await machine.run('ksmtop set merge_across_nodes=1 --yes');
    await merged(pages, 3 * pages);
  });
});
