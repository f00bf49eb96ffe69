import {kernelTree} from '../../test/fixtures/kernels/kernelTree.js';
import {runtimeId} from '../../test/fixtures/processes/runtimeId.js';
import {systemProcesses} from '../../test/fixtures/processes/systemProcesses.js';

/** @import {ProcessDescription} from '../../test/fixtures/process.js' */
/** @import {TreeFiles} from '../../test/fixtures/tree.js' */

/**
 * A process as it is once ksmd has seen all of it.
 *
 * @typedef {ProcessDescription & {anonymousMiB: number, offeredMiB?: number, mergedRatio?: number}} Worker
 */

/** @typedef {{name: string, shops: number, memoryGiB: number, run?: 0 | 1, mergedRatio?: number}} Picture */

const pagesPerMiB = 256;
const ticksPerSecond = 100;
const library = '/usr/lib/libksm_preload.so';
const preloaded = {environment: [`LD_PRELOAD=${library}`], libraries: [library]};
const ksmdPid = 171;
const ksmdCpuRatio = 0.11;
const pagesScannedPerSecond = 46_000;
/**
 * Half of the pages are merged after this time, and most of the others soon after: the trends show
 * it, and at its pace ksmd can do it.
 */
const halfMergedSeconds = 65;
const spreadSeconds = 12;

/**
 * The files of a host that exists only for a picture, after this many seconds of work.
 *
 * @param {Picture} picture
 * @param {number} seconds
 * @returns {TreeFiles}
 */
export function filesAt({name, shops, memoryGiB, run = 1, mergedRatio = 1}, seconds) {
  const workers = [...Array.from({length: shops}, (_, index) => shop(index)).flat(), ...others];
  // While ksmd is stopped, all is as it was at the end of its work.
  const merged = run === 1 ? seconds : Number.POSITIVE_INFINITY;
  const work = run * seconds;
  const processes = workers.map((worker, index) => ({
    ...worker,
    residentPages: worker.anonymousMiB * pagesPerMiB + 300,
    sharedPages: 300,
    ksm: ksmAt(worker, mergedRatio, merged - 3 * (index % 7)),
  }));
  const ksmd = {
    pid: ksmdPid,
    cpuTicks: 900_000 + Math.round(work * ksmdCpuRatio * ticksPerSecond),
  };
  const vmstat = {cowKsm: 81_400 + Math.round(work * 140), ksmSwpinCopy: 0};
  return kernelTree({
    release: '6.18.44',
    hostname: name,
    pageSizeBytes: 4096,
    cpuCount: 8,
    totalBytes: memoryGiB * 2 ** 30,
    availableBytes: memoryGiB * 0.3 * 2 ** 30,
    uptimeSeconds: 1_900_000 + seconds,
    cgroups: 'v2',
    vmstat,
    processes: [...systemProcesses('v2', ksmd), ...processes],
    ksm: {...countersOf(processes, work), run, pages_to_scan: 1000},
    memory: anonymousByCgroup(workers),
    extraFiles: Object.assign({}, ...workers.map(inspectedFiles)),
  }).files;
}

/**
 * A web shop in a container of its own, like all the others.
 *
 * @param {number} index
 * @returns {Worker[]}
 */
function shop(index) {
  const name = `shop${String(index + 1).padStart(2, '0')}`;
  const firstPid = 4000 + 100 * index;
  const size = 1 + (index % 4) / 8;
  /** @param {number} offset @param {string} command @param {number} mebibytes @param {number} merged */
  const worker = (offset, command, mebibytes, merged) => ({
    ...preloaded,
    pid: firstPid + offset,
    innerPid: 100 + offset,
    pidNamespace: 4_026_532_700 + index,
    command: command.replace(/[: ].*/, ''),
    arguments: [command],
    userId: 100_033,
    cgroup: `/lxc.payload.${name}/system.slice/${command.replace(/[: ].*/, '')}.service`,
    container: `lxc:${name}`,
    anonymousMiB: Math.round(mebibytes * size),
    offeredMiB: Math.round(mebibytes * size * 0.9),
    mergedRatio: merged - (index % 3) / 40,
  });
  return [
    worker(0, 'nginx: worker process', 60, 0.92),
    ...[1, 2, 3].map((offset) => worker(offset, 'php-fpm: pool www', 140, 0.81)),
    worker(4, 'mariadbd --datadir=/var/lib/mysql', 300, 0.38),
    worker(5, 'redis-server 127.0.0.1:6379', 80, 0.44),
  ];
}

/** @type {readonly Worker[]} */
const others = [
  {
    // The library is named, and mapped nowhere.
    pid: 9010,
    innerPid: 210,
    pidNamespace: 4_026_532_900,
    command: 'dovecot',
    arguments: ['/usr/sbin/dovecot -F'],
    environment: [`LD_PRELOAD=${library}`],
    cgroup: '/lxc.payload.mail/system.slice/dovecot.service',
    container: 'lxc:mail',
    anonymousMiB: 240,
  },
  {
    ...preloaded,
    pid: 9020,
    innerPid: 1,
    pidNamespace: 4_026_532_901,
    command: 'node',
    arguments: ['node', '/srv/app/server.js'],
    cgroup: `/system.slice/docker-${runtimeId('picture-app')}.scope`,
    container: `docker:${runtimeId('picture-app')}`,
    anonymousMiB: 500,
    offeredMiB: 360,
    mergedRatio: 0.22,
  },
  {
    pid: 9030,
    command: 'qemu-system-x86',
    userId: 64_055,
    arguments: ['/usr/bin/qemu-system-x86_64', '-name', 'guest=desktop-1,debug-threads=on'],
    cgroup: String.raw`/machine.slice/machine-qemu\x2d7\x2ddesktop\x2d1.scope/libvirt/emulator`,
    container: 'qemu:desktop-1',
    anonymousMiB: 2048,
    offeredMiB: 2048,
    mergedRatio: 0.31,
  },
  {
    pid: 9040,
    command: 'qemu-system-x86',
    userId: 64_055,
    arguments: ['/usr/bin/qemu-system-x86_64', '-name', 'guest=desktop-2,debug-threads=on'],
    cgroup: String.raw`/machine.slice/machine-qemu\x2d8\x2ddesktop\x2d2.scope/libvirt/emulator`,
    container: 'qemu:desktop-2',
    anonymousMiB: 2048,
    offeredMiB: 2048,
    mergedRatio: 0.29,
  },
  {
    // systemd's MemoryKSM=yes, of memory that is nearly all unique.
    pid: 9050,
    command: 'java',
    arguments: ['/usr/bin/java', '-jar', '/srv/search.jar'],
    cgroup: '/system.slice/search.service',
    container: 'service:search.service',
    anonymousMiB: 1500,
    offeredMiB: 1400,
    mergedRatio: 0.011,
  },
  {
    pid: 9060,
    innerPid: 77,
    pidNamespace: 4_026_532_902,
    command: 'cc1plus',
    arguments: ['/usr/lib/gcc/x86_64-linux-gnu/12/cc1plus', '-quiet', 'parser.cc'],
    cgroup: '/lxc.payload.build/user.slice/build.scope',
    container: 'lxc:build',
    anonymousMiB: 300,
  },
];

/**
 * @param {Worker} worker
 * @param {number} ratio of the merged pages of the picture's other hosts
 * @param {number} seconds
 */
function ksmAt({offeredMiB = 0, mergedRatio = 0, libraries}, ratio, seconds) {
  const rmapItems = offeredMiB * pagesPerMiB;
  const risen = 0.05 + 0.95 / (1 + Math.exp((halfMergedSeconds - seconds) / spreadSeconds));
  const ripple = Number.isFinite(seconds) ? 1 + 0.0005 * Math.sin(seconds / 1.7) : 1;
  const mergingPages = Math.round(rmapItems * mergedRatio * ratio * risen * ripple);
  const mergeable = offeredMiB > 0;
  return {rmapItems, mergingPages, zeroPages: 0, mergeable, mergeAny: mergeable && !libraries};
}

/**
 * What only the page of a process shows.
 *
 * @param {Worker} worker
 * @returns {TreeFiles}
 */
function inspectedFiles({pid, command, anonymousMiB, offeredMiB = 0, mergedRatio = 0}) {
  const heapMiB = Math.round(offeredMiB / 3);
  return {
    [`proc/${pid}/exe`]: {link: `/usr/sbin/${command}`},
    [`proc/${pid}/smaps`]: [
      region(0x5581_0000_0000, '[heap]', heapMiB, mergedRatio),
      region(0x7f20_0000_0000, '', offeredMiB - heapMiB, mergedRatio),
      region(0x7fa0_0000_0000, '', anonymousMiB - offeredMiB, undefined),
    ].join(''),
  };
}

/**
 * @param {number} address
 * @param {string} name
 * @param {number} mebibytes
 * @param {number | undefined} mergedRatio undefined: the region is not offered
 */
function region(address, name, mebibytes, mergedRatio) {
  const range = [address, address + mebibytes * 2 ** 20].map((end) => end.toString(16)).join('-');
  const kilobytes = mebibytes * 1024;
  const merged = Math.round(kilobytes * (mergedRatio ?? 0));
  return [
    `${range} rw-p 00000000 00:00 0 ${name}`,
    `Size: ${kilobytes} kB`,
    `Rss: ${kilobytes} kB`,
    `Pss: ${kilobytes - Math.round(merged * 0.86)} kB`,
    `Anonymous: ${kilobytes} kB`,
    `KSM: ${merged} kB`,
    `VmFlags: rd wr mr mw me ac sd${mergedRatio === undefined ? '' : ' mg'}`,
    '',
  ].join('\n');
}

/**
 * The counters that go with what the processes show.
 *
 * @param {readonly ProcessDescription[]} processes
 * @param {number} seconds
 */
function countersOf(processes, seconds) {
  const sum = (/** @type {'rmapItems' | 'mergingPages'} */ key) =>
    processes.reduce((total, {ksm}) => total + (ksm?.[key] ?? 0), 0);
  const items = sum('rmapItems');
  const merging = sum('mergingPages');
  const shared = Math.round(merging / 7.4);
  const unshared = Math.round((items - merging) * (0.86 + 0.001 * Math.sin(seconds / 3)));
  const scanned = items * 41.4 + seconds * pagesScannedPerSecond;
  return {
    pages_shared: shared,
    pages_sharing: merging - shared,
    pages_unshared: unshared,
    pages_volatile: items - merging - unshared,
    full_scans: Math.floor(scanned / Math.max(1, items)),
    pages_scanned: Math.round(scanned),
    pages_skipped: Math.round(scanned * 2.1),
    general_profit: (merging - shared) * 4096 - items * 64,
  };
}

/** @param {readonly Worker[]} workers */
function anonymousByCgroup(workers) {
  /** @type {Record<string, number>} */
  const bytes = {};
  for (const {cgroup, anonymousMiB} of workers) {
    const container = String(cgroup).replace(
      /^(\/lxc\.payload\.[^/]+|\/[^/]+\/[^/]+\.(?:scope|service)).*/,
      '$1',
    );
    bytes[container] = (bytes[container] ?? 0) + anonymousMiB * 2 ** 20;
  }
  return bytes;
}
