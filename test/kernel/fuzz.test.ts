import {describe, expect, test} from 'vitest';
import {parseCgroup} from '../../source/kernel/container/cgroup.js';
import {parseCgroupAnonymousBytes} from '../../source/kernel/container/cgroupMemory.js';
import {findGuest} from '../../source/kernel/container/guest.js';
import {identifyContainer} from '../../source/kernel/container/identify.js';
import {parseCounter, parseParameter} from '../../source/kernel/ksm/ksmFiles.js';
import {parseMeminfo} from '../../source/kernel/meminfo.js';
import {parseCgroupMounts} from '../../source/kernel/mountinfo.js';
import {parseAuxv} from '../../source/kernel/process/auxv.js';
import {parseEnviron, parseLdSoPreload} from '../../source/kernel/process/environ.js';
import {parseKsmMergingPages, parseKsmStat} from '../../source/kernel/process/ksmStat.js';
import {findPreloadLibrary} from '../../source/kernel/process/memory/maps.js';
import {parseAnonymousPages} from '../../source/kernel/process/memory/statm.js';
import {parseStat} from '../../source/kernel/process/stat.js';
import {parseStatus} from '../../source/kernel/process/status.js';
import {parseCpuCount, parseUptimeSeconds} from '../../source/kernel/system.js';
import {parseVmstat} from '../../source/kernel/vmstat.js';
import {kernels} from '../fixtures/kernels/kernels.js';
import {type Pick, random} from '../fixtures/random.js';

/** Every parser, by the end of the path of the files that it is made for. */
const parsers: ReadonlyArray<readonly [file: RegExp, parse: (bytes: Uint8Array) => unknown]> = [
  [/\/stat$/, (bytes) => parseStat(bytes)],
  [/\/statm$/, (bytes) => parseAnonymousPages(bytes)],
  [/\/ksm_stat$/, (bytes) => parseKsmStat(bytes)],
  [/\/ksm_merging_pages$/, (bytes) => parseKsmMergingPages(bytes)],
  [/\/maps$/, (bytes) => findPreloadLibrary(bytes)],
  [/\/environ$/, (bytes) => parseEnviron(bytes)],
  [/\/auxv$/, (bytes) => parseAuxv(bytes)],
  [/\/status$/, (bytes) => parseStatus(text(bytes))],
  [/\/cgroup$/, (bytes) => [parseCgroup(text(bytes)), identifyContainer({cgroup: text(bytes)})]],
  [/\/cmdline$/, (bytes) => findGuest('kvm', text(bytes))],
  [/\/mountinfo$/, (bytes) => parseCgroupMounts(text(bytes))],
  [/\/meminfo$/, (bytes) => parseMeminfo(text(bytes))],
  [/\/vmstat$/, (bytes) => parseVmstat(text(bytes))],
  [/\/uptime$/, (bytes) => parseUptimeSeconds(text(bytes))],
  [/^proc\/stat$/, (bytes) => parseCpuCount(text(bytes))],
  [/\/memory\.stat$/, (bytes) => parseCgroupAnonymousBytes(text(bytes), 'unified')],
  [/\/general_profit$/, (bytes) => parseCounter(text(bytes))],
  [/\/pages_shared$/, (bytes) => parseCounter(text(bytes))],
  [/\/advisor_mode$/, (bytes) => parseParameter('advisor_mode', text(bytes))],
  [/\/run$/, (bytes) => parseParameter('run', text(bytes))],
  [/ld\.so\.preload$/, (bytes) => parseLdSoPreload(text(bytes))],
];

const roundsPerFile = 3;
const awkwardBytes = [0, 9, 10, 32, 40, 41, 45, 47, 48, 57, 58, 91, 92, 93, 0x80, 0xc3, 0xff];

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** Overwrites, removes and doubles some bytes. */
function mutate(bytes: Uint8Array, pick: Pick): Uint8Array {
  const result = [...bytes];
  for (let change = pick(8); change >= 0; change--) {
    const at = pick(result.length + 1);
    const action = pick(4);
    if (action === 0) {
      result.splice(at, pick(20));
    } else if (action === 1) {
      result.splice(at, 0, ...result.slice(at, at + pick(40)));
    } else {
      result[at] = action === 2 ? pick(256) : (awkwardBytes[pick(awkwardBytes.length)] ?? 0);
    }
  }

  return Uint8Array.from(result);
}

/** All numbers in a value are numbers that a counter can have. */
function expectNumbers(value: unknown): void {
  if (typeof value === 'number') {
    expect(Number.isFinite(value)).toBe(true);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) {
      expectNumbers(inner);
    }
  }
}

describe.each(Object.entries(kernels))('mutated files of %s', (_, tree) => {
  const files = Object.entries(tree.files).flatMap(([path, entry]) =>
    typeof entry === 'string' || entry instanceof Uint8Array
      ? [[path, Buffer.from(entry)] as const]
      : [],
  );

  test('break no parser', () => {
    const pick = random(files.length);
    for (const [path, bytes] of files) {
      for (const [, parse] of parsers.filter(([file]) => file.test(path))) {
        for (let round = 0; round < roundsPerFile; round++) {
          expectNumbers(parse(mutate(bytes, pick)));
        }
      }
    }
  });

  test('break no parser made for another file', () => {
    const pick = random(files.length + 1);
    for (const [, parse] of parsers) {
      const [, bytes] = files[pick(files.length)] ?? [];
      expectNumbers(parse(mutate(bytes ?? Buffer.alloc(0), pick)));
      expectNumbers(parse(Uint8Array.from({length: pick(500)}, () => pick(256))));
    }
  });
});
