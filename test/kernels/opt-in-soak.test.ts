import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {quoted} from '../support/program.js';
import {missing} from '../support/requirements.js';
import {workloads} from '../system/harness/servers/workloads.js';
import {printSoaked, printUnmerged} from '../system/harness/soak/report.js';
import {soakSize, unmergeRepeats} from '../system/harness/soak/size.js';
import type {Soaked, SoakSize} from '../system/harness/soak/soakTarget.js';
import {hazardNames} from '../system/harness/soak/targets.js';
import type {UnmergeTimes} from '../system/harness/soak/unmergeTimes.js';
import {availableKernels} from './harness/available.js';
import type {Initramfs} from './harness/initramfs.js';
import {lendsProcessors, Machine} from './harness/machine.js';
import {makeSoakImage} from './harness/soak/image.js';
import {places} from './harness/soak/places.js';

/** A line holds a result as JSON. */
const size = {columns: 2000, rows: 40};
const timeout = 6 * 3_600_000;

/** The clock of an emulated processor counts in ticks of some milliseconds. */
const serverSize = {...soakSize.server, ...(!lendsProcessors() && {idleRounds: 0})};

/** Before 5.13 the kernel does not tell whether a thread that computes may be stopped. */
const hazardsOn = (series: string) =>
  hazardNames.filter((name) => series !== '5.10' || name !== 'compute');

const kinds = workloads.filter(
  ({name, needs}) => !missing(`the soak of ${name} on other kernels`, ...needs),
);
const kernels = await availableKernels();

let initramfs: Initramfs;
beforeAll(async () => {
  initramfs = await makeSoakImage(kinds, size);
}, timeout);
afterAll(() => initramfs[Symbol.asyncDispose]());

describe.each(kernels.filter(({image}) => image !== undefined))(
  'opting in on Linux $series',
  ({series, image = ''}) => {
    let machine: Machine;
    beforeAll(async () => {
      const initramfsOptions = {initramfs: initramfs.path, memoryMib: 3072, ...size};
      machine = await Machine.boot({kernel: image, fast: true, ...initramfsOptions});
      await machine.run('ifconfig lo up');
    }, timeout);
    afterAll(() => machine?.[Symbol.asyncDispose]());

    const perform = async (...words: string[]) => {
      const line = words.map(quoted).join(' ');
      const output = await machine.run(
        `node ${places.program} ${line} >result 2>errors || tail -n 20 errors; cat result`,
        {timeoutMs: timeout},
      );
      expect(output).toMatch(/^[[{].*[\]}]\n$/);
      return JSON.parse(output);
    };
    const soak = async (name: string, of: SoakSize) => {
      const soaked: Soaked = await perform('soak', name, JSON.stringify(of));
      printSoaked(series, soaked);
    };

    test.each(kinds)('$name', {timeout}, ({name}) => soak(name, serverSize));
    test.each(hazardsOn(series))('%s', {timeout}, (name) => soak(name, soakSize.hazard));
    test('what is merged', {timeout}, async () => {
      await machine.run(
        'cd /sys/kernel/mm/ksm; [ ! -e smart_scan ] || echo 0 >smart_scan; echo 20000 >pages_to_scan; echo 1 >sleep_millisecs; echo 1 >run; cd',
      );
      const times: UnmergeTimes[] = await perform('unmerge', String(unmergeRepeats));
      printUnmerged(series, times);
    });
  },
);
