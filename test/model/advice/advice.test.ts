import {describe, expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {adviceOf} from '../../../source/model/advice/advice.js';
import {adviceTable} from '../../../source/model/advice/ruleTable.js';
import {usualThresholds} from '../../../source/model/derive/thresholds.js';
import {withCrossings} from '../../../source/model/map/withCrossings.js';
import type {ProcessSample} from '../../../source/model/sample/sample.js';
import {mapReportOf} from '../../fixtures/map.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

type Steps = Parameters<typeof modelOf>;

const mib = 2 ** 20;
const lxc = (name: string) => ({kind: 'lxc', id: `lxc:${name}`, name});
const library = '/usr/lib/libksm_preload.so';
const longPath = `/opt/${'directory/'.repeat(20)}libksm_preload.so`;
const asked = (changes: Partial<ProcessSample> = {}) =>
  processOf({
    command: 'nginx',
    container: lxc('w01'),
    preload: {mapped: false, requested: library},
    ...changes,
  });
const idle = (changes: Partial<ProcessSample> = {}) =>
  processOf({command: 'bash', preload: {mapped: library, requested: library}, ...changes});
const offering = (rmapItems: number, mergingPages = 0, changes: Partial<ProcessSample> = {}) =>
  processOf({ksm: {rmapItems, mergingPages, zeroPages: 0, mergeable: true}, ...changes});

/** Counters that go with what one process offers and merges. */
const counted = (items: number, sharing: number, shared = Math.ceil(sharing / 10)) => ({
  pages_shared: shared,
  pages_sharing: sharing,
  pages_unshared: items - sharing - shared,
  general_profit: sharing * 4096 - items * 64,
  full_scans: 12,
  pages_scanned: items * 12,
});

/** ksmd at that share of a core, over three samples. */
const working = (percent: number, step: NonNullable<Steps[0]>): Steps =>
  [0, 1, 2].map((second) => ({...step, ksmd: {pid: 37, cpuTicks: 1000 + second * percent}}));

const settled = (items: number, sharing: number, changes: Partial<ProcessSample> = {}) => ({
  ksm: counted(items, sharing),
  processes: [offering(items, sharing + Math.ceil(sharing / 10), changes)],
});

const optedIn = {pid: 77, startTicks: 5, containerId: 'lxc:web'};

type Case = {
  rule: string;
  when: string;
  steps: Steps;
  /** What its sentence says; `false`: the rule keeps silent. */
  says: RegExp | false;
  cure?: RegExp;
};

const cases: Case[] = [
  {rule: 'no-ksm', when: 'no directory', steps: [{ksm: false}], says: /no KSM/, cure: /CONFIG_KSM/},
  {rule: 'no-ksm', when: 'there is one', steps: [{}], says: false},
  {
    rule: 'off-while-offered',
    when: 'a program that no command here stops manages KSM',
    steps: [
      {
        ksm: {run: 0},
        processes: [
          offering(10),
          processOf({
            command: 'virt-handler',
            container: {kind: 'kubernetes', id: 'kubernetes:b', name: 'b'},
          }),
        ],
      },
    ],
    says: /virt-handler runs: .* virt-handler runs and may undo this\.$/,
    cure: /^ksmtop set run=1$/,
  },
  {
    rule: 'off-while-offered',
    when: 'ksmd is stopped',
    steps: [{ksm: {run: 0}, processes: [offering(0), offering(5)]}],
    says: /while 2 processes offer memory/,
    cure: /^ksmtop set run=1$/,
  },
  {
    rule: 'off-while-offered',
    when: 'everything was unmerged',
    steps: [{ksm: {run: 2}, processes: [offering(0)]}],
    says: /while 1 process offers memory/,
  },
  {
    rule: 'off-while-offered',
    when: 'ksmtuned keeps it off',
    steps: [{ksm: {run: 0}, processes: [offering(5), processOf({command: 'ksmtuned'})]}],
    says: /; ksmtuned runs: every minute/,
    cure: /^systemctl disable --now ksmtuned && ksmtop set run=1$/,
  },
  {
    rule: 'off-while-offered',
    when: 'an older kernel does not report offers, but a library is loaded',
    steps: [{ksm: {run: 0}, processes: [idle({ksm: {rmapItems: 0, mergingPages: 0}})]}],
    says: /1 process offers/,
  },
  {
    rule: 'off-while-offered',
    when: 'ksmd runs',
    steps: [{processes: [offering(5)]}],
    says: false,
  },
  {
    rule: 'off-while-offered',
    when: 'nothing is offered',
    steps: [{ksm: {run: 0}, processes: [processOf()]}],
    says: false,
  },
  {
    rule: 'scans-nothing',
    when: 'batches are empty',
    steps: [{ksm: {pages_to_scan: 0}, processes: [offering(5)]}],
    says: /^ksmd runs, but scans nothing/,
    cure: /^ksmtop set pages_to_scan=100$/,
  },
  {
    rule: 'scans-nothing',
    when: 'the advisor sets the batches',
    steps: [{ksm: {pages_to_scan: 0, advisor_mode: 'scan-time'}}],
    says: false,
  },
  {
    rule: 'scans-nothing',
    when: 'ksmd is off',
    steps: [{ksm: {run: 0, pages_to_scan: 0}}],
    says: false,
  },
  {
    rule: 'rival-writes',
    when: 'a value changed',
    steps: [{}, {ksm: {pages_to_scan: 64}}, {}],
    says: /pages_to_scan from 100 to 64 at \d\d:\d\d:\d\d\.$/,
    cure: /^ps /,
  },
  {
    rule: 'rival-writes',
    when: 'two changed, and ksmtuned runs',
    steps: [{processes: [processOf({command: 'ksmtuned'})]}, {ksm: {pages_to_scan: 64, run: 0}}],
    says: /pages_to_scan from .*, 2 changes in the last 10 minutes; probably ksmtuned/,
    cure: /ksmtuned/,
  },
  {
    rule: 'rival-writes',
    when: 'it was us',
    steps: [{}, {ksm: {run: 0}, ownWrites: {run: ['0']}}],
    says: false,
  },
  {
    rule: 'rival-writes',
    when: 'the advisor writes',
    steps: [{ksm: {advisor_mode: 'scan-time'}}, {ksm: {pages_to_scan: 7000}}],
    says: false,
  },
  {
    rule: 'rival-writes',
    when: 'it was long ago',
    steps: [{}, {ksm: {run: 0}}, {monotonicMs: 1_000_000}],
    says: false,
  },
  {
    rule: 'preload-not-loaded',
    when: 'one program requests it',
    steps: [{processes: [asked()]}],
    says: /^nginx in w01 asks for the preload library but has not loaded it \(\/usr\/lib\/libksm_preload\.so\)\.$/,
    cure: /^ls -l \/proc\/\d+\/root\/usr\/lib\/libksm_preload\.so; file -L \/proc\/\d+\/exe$/,
  },
  {
    rule: 'preload-not-loaded',
    when: 'its container has a library and a name: the reason is not guessed',
    steps: [
      {
        processes: [asked(), idle({container: lxc('w01')})],
        containerLibraries: {'lxc:w01': '/opt/libksm_preload.so'},
        containerNames: {'lxc:w01': 'shop'},
      },
    ],
    says: /^nginx in shop asks for the preload library but has not loaded it \([^)]*\)\.$/,
  },
  {
    rule: 'preload-not-loaded',
    when: 'the path is long: it is not cut',
    steps: [{processes: [asked({preload: {mapped: false, requested: longPath}})]}],
    says: new RegExp(longPath),
    cure: new RegExp(longPath),
  },
  {
    rule: 'preload-not-loaded',
    when: 'the path has blanks',
    steps: [{processes: [asked({preload: {mapped: false, requested: '/a b/libksm_preload.so'}})]}],
    says: /\(\/a b\/libksm_preload\.so\)/,
    cure: /^ls -l \/proc\/\d+\/root'\/a b\/libksm_preload\.so'; file/,
  },
  {
    rule: 'preload-not-loaded',
    when: 'a bare name was requested',
    steps: [{processes: [asked({preload: {mapped: false, requested: 'libksm_preload.so'}})]}],
    says: /\(libksm_preload\.so\)/,
    cure: /^file -L/,
  },
  {
    rule: 'preload-not-loaded',
    when: 'the loader opens no file of this name',
    steps: [{processes: [asked({preload: {mapped: false, requested: '/usr/$LIB/libksm.so'}})]}],
    says: /has not loaded it/,
    cure: /^file -L/,
  },
  {
    rule: 'preload-not-loaded',
    when: 'the loader cannot use the entry',
    steps: [{processes: [asked({preload: {mapped: false, requested: '/a.so,/lib/libksm.so'}})]}],
    says: /has not loaded it/,
    cure: /^# Replace each comma with a colon, then restart the program\.$/,
  },
  {
    rule: 'preload-not-loaded',
    when: 'several containers',
    steps: [{processes: ['a', 'b', 'c', 'd', 'd'].map((name) => asked({container: lxc(name)}))}],
    says: /^4 containers ask for the preload library but have not loaded it \(a, b, c and 1 more\)/,
  },
  {
    rule: 'preload-not-loaded',
    when: 'several programs of one container',
    steps: [{processes: [asked(), asked(), asked({command: 'cron'})]}],
    says: /^3 processes in w01 \(nginx, cron\) ask for the preload/,
  },
  {
    rule: 'preload-not-loaded',
    when: 'it is loaded, or was not requested, or is not known',
    steps: [{processes: [idle(), processOf(), processOf({preload: {}, readable: false})]}],
    says: false,
  },
  {
    rule: 'host-losing',
    when: 'hardly anything merges',
    steps: [settled(200_000, 100)],
    says: /^KSM costs more memory than it saves: profit -11\.8 MiB, with 400 KiB saved of 781 MiB/,
    cure: /set run=2$/,
  },
  {rule: 'host-losing', when: 'it pays', steps: [settled(200_000, 50_000)], says: false},
  {rule: 'host-losing', when: 'the loss is nothing', steps: [settled(2000, 0)], says: false},
  {
    rule: 'host-losing',
    when: 'ksmd has completed too few scans',
    steps: [{...settled(200_000, 0), ksm: {...counted(200_000, 0), full_scans: 2}}],
    says: false,
  },
  {
    rule: 'host-losing',
    when: 'what does not merge has just been started',
    steps: [settled(200_000, 0, {startTicks: 86_380 * 100})],
    says: false,
  },
  {
    rule: 'container-losing',
    when: 'one container loses on a host that does not',
    steps: [
      {
        ksm: counted(200_000, 90_000),
        processes: [
          offering(100_000, 99_000, {container: lxc('good')}),
          offering(100_000, 0, {container: lxc('bad')}),
        ],
      },
    ],
    says: /^Merging costs more memory than it saves in bad: 391 MiB offered, nothing merged, profit -6\.10 MiB\.$/,
    cure: /^# in bad: /,
  },
  {
    rule: 'container-losing',
    when: 'ksmtop opted in the one that loses',
    steps: [
      {
        ksm: counted(200_000, 90_000),
        processes: [
          offering(100_000, 99_000, {container: lxc('good')}),
          offering(100_000, 0, {container: lxc('bad'), pid: 77, startTicks: 5}),
        ],
        optIns: [{pid: 77, startTicks: 5, containerId: 'lxc:bad'}],
      },
    ],
    says: /^Merging costs more memory than it saves in bad/,
    cure: /^ksmtop optout bad$/,
  },
  {
    rule: 'container-losing',
    when: 'two lose, and merge a little',
    steps: [
      {
        ksm: counted(400_000, 90_000),
        processes: [
          offering(100_000, 98_000, {container: lxc('good')}),
          offering(100_000, 500, {container: lxc('bad')}),
          offering(200_000, 500, {container: lxc('worse')}),
        ],
      },
    ],
    says: /^Merging costs more .* in 2 containers \(worse, bad\)\. The worst: 400 pages tracked per merged page \(limit 64\)/,
  },
  {
    rule: 'container-losing',
    when: 'it was started a moment ago',
    steps: [
      {
        ksm: counted(200_000, 90_000),
        processes: [
          offering(100_000, 99_000, {container: lxc('good')}),
          offering(100_000, 0, {container: lxc('new'), startTicks: 86_395 * 100}),
        ],
      },
    ],
    says: false,
  },
  {
    rule: 'container-losing',
    when: 'processes are still being read',
    steps: [{...settled(200_000, 100), processesPending: 3}],
    says: false,
  },
  {
    rule: 'scan-too-long',
    when: 'much memory at the default pace',
    steps: [{...settled(60_000_000, 30_000_000), ksmd: {pid: 37, cpuTicks: 0}}],
    says: /^A full scan takes about 4 h/,
    cure: /^ksmtop set pages_to_scan=1600$/,
  },
  {
    rule: 'scan-too-long',
    when: 'the first scan is as long',
    steps: [
      {
        ksm: {...counted(30_000_000, 0), full_scans: 0, pages_scanned: 5, sleep_millisecs: 100},
        processes: [offering(30_000_000)],
        ksmd: {pid: 37, cpuTicks: 0},
      },
    ],
    says: /^The first full scan takes about 8 h/,
    cure: /^ksmtop set sleep_millisecs=20 pages_to_scan=\d+$/,
  },
  {
    rule: 'scan-too-long',
    when: 'the advisor aims too far',
    steps: [
      {
        // 5 µs a page since boot: 10 % of a core, which the advisor grants, is no faster.
        ksmd: {pid: 37, cpuTicks: 2_400_000},
        ksm: {
          ...counted(400_000_000, 200_000_000, 1000),
          advisor_mode: 'scan-time',
          advisor_target_scan_time: 20_000,
        },
      },
    ],
    says: /about 5 h 33 min/,
    cure: /^ksmtop set advisor_target_scan_time=900$/,
  },
  {
    rule: 'scan-too-long',
    when: 'the advisor aims far, but how fast it scans at least is unknown',
    steps: [
      {
        ksmd: {pid: 37, cpuTicks: 0},
        ksm: {
          ...counted(60_000_000, 30_000_000),
          advisor_mode: 'scan-time',
          advisor_target_scan_time: 20_000,
        },
      },
    ],
    says: false,
  },
  {
    rule: 'scan-too-long',
    when: 'ksmd takes as much as the cure against much CPU leaves it',
    steps: working(10, settled(60_000_000, 30_000_000)),
    says: /^A full scan takes about 4 h, .* Faster scans would take too much CPU\.$/,
    cure: /^# wait/,
  },
  {
    rule: 'scan-too-long',
    when: 'half of that is left',
    steps: working(5, settled(60_000_000, 30_000_000)),
    says: /The cure scans 2 times as fast/,
    cure: /^ksmtop set pages_to_scan=200$/,
  },
  {rule: 'scan-too-long', when: 'it is quick', steps: [settled(60_000, 30_000)], says: false},
  {
    rule: 'scan-too-long',
    when: 'ksmd is stopped',
    steps: [{...settled(60_000_000, 3), ksm: {...counted(60_000_000, 3), run: 0}}],
    says: false,
  },
  {
    rule: 'ksmd-cpu',
    when: 'ksmd takes a third of a core',
    steps: working(33, settled(2_000_000, 1_500_000)),
    says: /^ksmd takes 33\.0 % of a core over the last 2 s\. The cure slows scanning to 1\/3 of/,
    cure: /^ksmtop set pages_to_scan=30$/,
  },
  {
    rule: 'ksmd-cpu',
    when: 'it never sleeps',
    steps: working(98, {
      ...settled(2_000_000, 1_500_000),
      ksm: {...counted(2_000_000, 1_500_000), sleep_millisecs: 0},
    }),
    says: /98\.0 %/,
    cure: /^ksmtop set sleep_millisecs=20$/,
  },
  {
    rule: 'ksmd-cpu',
    when: 'the advisor lets it',
    steps: working(60, {
      ...settled(2_000_000, 1_500_000),
      ksm: {...counted(2_000_000, 1_500_000), advisor_mode: 'scan-time'},
    }),
    says: /60\.0 %/,
    cure: /^ksmtop set advisor_max_cpu=10$/,
  },
  {
    rule: 'ksmd-cpu',
    when: 'it takes its share',
    steps: working(19, settled(2_000_000, 1_500_000)),
    says: false,
  },
  {
    rule: 'ksmd-cpu',
    when: 'the first scans are not over',
    steps: working(90, {
      ...settled(2_000_000, 0),
      ksm: {...counted(2_000_000, 0), full_scans: 1},
    }),
    says: false,
  },
  {
    rule: 'poor-yield',
    when: 'a core saves only a few MiB',
    steps: working(15, settled(200_000, 20_000)),
    says: /^ksmd saves little for its CPU time: 78\.1 MiB for 15\.0 % of a core over the last 2 s, 5\.21 MiB per 1 % of a core; .* above 64\.0 MiB\. The cure slows scanning to 1\/5 of/,
    cure: /^ksmtop set pages_to_scan=20$/,
  },
  {
    rule: 'poor-yield',
    when: 'it pays',
    steps: working(15, settled(2_000_000, 1_000_000)),
    says: false,
  },
  {
    rule: 'poor-yield',
    when: 'it costs next to nothing',
    steps: working(2, settled(200_000, 20_000)),
    says: false,
  },
  {
    rule: 'poor-yield',
    when: 'new programs are still being scanned',
    steps: working(15, settled(200_000, 20_000, {startTicks: 86_395 * 100})),
    says: false,
  },
  {
    rule: 'off-unused',
    when: 'nothing is offered',
    steps: [{ksm: {run: 0}, processes: [processOf()]}],
    says: /^KSM is off, and nothing offers memory\. Try ksmtop estimate or demo\.$/,
    cure: /set run=1$/,
  },
  {
    rule: 'off-unused',
    when: 'nothing is offered in a recording, where nothing can be tried',
    steps: [{ksm: {run: 0}, processes: [processOf()], remote: {name: 'hn1'}}],
    says: /^KSM is off, and nothing offers memory\.$/,
  },
  {
    rule: 'off-unused',
    when: 'not all can be read',
    steps: [{ksm: {run: 0}, processes: [processOf(), processOf({readable: false, preload: {}})]}],
    says: /no readable process offers/,
  },
  {
    rule: 'off-unused',
    when: 'an older kernel does not report offers',
    steps: [{ksm: {run: 0}, processes: [processOf({ksm: {rmapItems: 0, mergingPages: 0}})]}],
    says: /known only after a scan/,
  },
  {rule: 'off-unused', when: 'it is on', steps: [{}], says: false},
  {
    rule: 'off-unused',
    when: 'not all are read yet',
    steps: [{ksm: {run: 0}, processesPending: 1}],
    says: false,
  },
  {
    rule: 'on-unused',
    when: 'nothing is offered',
    steps: [{processes: [processOf()]}],
    says: /no process offers memory/,
    cure: /^ksmtop guide$/,
  },
  {
    rule: 'on-unused',
    when: 'not all can be read',
    steps: [{processes: [processOf({readable: false, preload: {}})]}],
    says: /no readable process offers/,
  },
  {
    rule: 'on-unused',
    when: 'a few cannot be read, as always',
    steps: [
      {
        processes: [
          ...Array.from({length: 20}, () => processOf()),
          processOf({readable: false, preload: {}}),
        ],
      },
    ],
    says: /no process offers/,
  },
  {rule: 'on-unused', when: 'one does', steps: [{processes: [offering(0)]}], says: false},
  {
    rule: 'on-unused',
    when: 'one that cannot be read does',
    steps: [{ksm: {pages_volatile: 8}, processes: [processOf({readable: false, preload: {}})]}],
    says: false,
  },
  {
    rule: 'stale-counters',
    when: 'ksmd is stopped with merged pages',
    steps: [{...settled(2000, 1000), ksm: {...counted(2000, 1000), run: 0}}],
    says: /merged pages \(3\.91 MiB saved\) stay merged/,
  },
  {rule: 'stale-counters', when: 'ksmd runs', steps: [settled(2000, 1000)], says: false},
  {rule: 'stale-counters', when: 'nothing is merged', steps: [{ksm: {run: 0}}], says: false},
  {
    rule: 'manager-runs',
    when: 'vcmmd and ksmtuned run',
    steps: [{processes: [processOf({command: 'vcmmd'}), processOf({command: 'ksmtuned'})]}],
    says: /^vcmmd runs and .*policy\. Also running: ksmtuned\.$/,
    cure: /vcmmd/,
  },
  {
    rule: 'manager-runs',
    when: 'only one that writes once runs',
    steps: [{processes: [processOf({command: 'tuned'})]}],
    says: false,
  },
  {
    rule: 'advisor-on',
    when: 'it is on',
    steps: [{ksm: {advisor_mode: 'scan-time'}}],
    says: /in 3 min 20 s/,
    cure: /^ksmtop set advisor_mode=none$/,
  },
  {
    rule: 'advisor-on',
    when: 'it set another value than the default',
    steps: [{ksm: {advisor_mode: 'scan-time', pages_to_scan: 7000}}],
    says: /Turning it off resets pages_to_scan to 100; the cure keeps 7000\.$/,
    cure: /^ksmtop set advisor_mode=none pages_to_scan=7000$/,
  },
  {rule: 'advisor-on', when: 'it is off', steps: [{}], says: false},
  {
    rule: 'loaded-not-offered',
    when: 'a large program offers nothing',
    steps: [{processes: [idle({command: 'a;b', anonBytes: 80 * mib})]}],
    says: /^a;b in host has loaded the preload library but offers nothing/,
    cure: /^export KSMP_MERGE_THRESHOLD=4096 {2}# in the environment of a\?b/,
  },
  {
    rule: 'loaded-not-offered',
    when: 'several do',
    steps: [{processes: [idle({command: 'a'}), idle({command: 'b'})]}],
    says: /^2 processes in host \(a, b\) have loaded/,
  },
  {
    rule: 'loaded-not-offered',
    when: 'it has hardly any memory',
    steps: [{processes: [idle({anonBytes: mib})]}],
    says: false,
  },
  {
    rule: 'loaded-not-offered',
    when: 'an older kernel reports offers only after a scan',
    steps: [{processes: [idle({ksm: {rmapItems: 0, mergingPages: 0}})]}],
    says: false,
  },
  {
    rule: 'mostly-unique',
    when: 'a twentieth merges',
    steps: [settled(200_000, 10_000)],
    says: /^94\.5 % .*738 MiB compared for 39\.1 MiB saved/,
  },
  {
    rule: 'mostly-unique',
    when: 'smart_scan calls the same pages volatile',
    steps: [
      {
        ...settled(200_000, 10_000),
        ksm: {...counted(200_000, 10_000), pages_unshared: 0, pages_volatile: 189_000},
      },
    ],
    says: /^94\.5 % /,
  },
  {rule: 'mostly-unique', when: 'half merges', steps: [settled(200_000, 100_000)], says: false},
  {
    rule: 'mostly-unique',
    when: 'smart_scan skips what does not merge, and as much merges',
    steps: [
      {
        ...settled(200_000, 100_000),
        ksm: {...counted(200_000, 100_000), pages_unshared: 0, pages_volatile: 90_000},
      },
    ],
    says: false,
  },
  {rule: 'mostly-unique', when: 'it is little', steps: [settled(20_000, 1000)], says: false},
  {
    rule: 'mostly-unique',
    when: 'it has just been started',
    steps: [settled(200_000, 10_000, {startTicks: 86_390 * 100})],
    says: false,
  },
  {
    rule: 'unmerge-memory',
    when: 'more is saved than is free',
    steps: [
      {
        ...settled(2_000_000, 1_500_000),
        memory: {totalBytes: 2 ** 33, availableBytes: 2 ** 31, swapFreeBytes: 2 ** 30},
      },
    ],
    says: /^An unmerge would need 5\.72 GiB, but only 3\.00 GiB is available/,
    cure: /^test ! -e .* -gt 4194304 && \{ fallocate -l 3G .* \|\| rm /,
  },
  {
    rule: 'unmerge-memory',
    when: 'swap covers it',
    steps: [
      {
        ...settled(2_000_000, 1_500_000),
        memory: {totalBytes: 2 ** 33, availableBytes: 2 ** 31, swapFreeBytes: 2 ** 32},
      },
    ],
    says: false,
  },
  {
    rule: 'unmerge-memory',
    when: 'it is unknown what is free',
    steps: [{...settled(2_000_000, 1_500_000), memory: {}}],
    says: false,
  },
  {
    rule: 'sharing-limit',
    when: 'many copies are kept',
    steps: [{ksm: {stable_node_chains: 10, stable_node_dups: 2010}}],
    says: /^max_page_sharing=256 is reached: 7\.81 MiB is spent on extra copies/,
    cure: /^ksmtop set max_page_sharing=1024$/,
  },
  {
    rule: 'sharing-limit',
    when: 'chains outlived their pages',
    steps: [{ksm: {stable_node_chains: 16, stable_node_dups: 0}}],
    says: false,
  },
  {
    rule: 'sharing-limit',
    when: 'a few copies are kept',
    steps: [{ksm: {stable_node_chains: 3, stable_node_dups: 41}}],
    says: false,
  },
  {
    rule: 'numa-merge',
    when: 'two nodes share pages',
    steps: [{host: {nodeCount: 2}, ...settled(2000, 1000)}],
    says: /across 2 NUMA nodes/,
    cure: /^ksmtop set merge_across_nodes=0$/,
  },
  {
    rule: 'numa-merge',
    when: 'nothing is merged yet',
    steps: [{host: {nodeCount: 4}}],
    says: /across 4/,
    cure: /^ksmtop set merge_across_nodes=0$/,
  },
  {
    rule: 'numa-merge',
    when: 'it is off',
    steps: [{host: {nodeCount: 2}, ksm: {merge_across_nodes: 0}}],
    says: false,
  },
  {rule: 'numa-merge', when: 'there is one node', steps: [{host: {nodeCount: 1}}], says: false},
  {
    rule: 'merged-across-tenants',
    when: 'two containers merge',
    steps: [
      {
        ksm: counted(2000, 1000),
        processes: [
          offering(1000, 550, {container: lxc('a')}),
          offering(1000, 550, {container: lxc('b')}),
        ],
      },
    ],
    says: /^2 containers have merged memory \(a, b\)\. Where they share pages, one can find out/,
  },
  {
    rule: 'merged-across-tenants',
    when: 'a container and the host do',
    steps: [
      {
        ksm: counted(2000, 1000),
        processes: [offering(1000, 550, {container: lxc('a')}), offering(1000, 550)],
      },
    ],
    says: false,
  },
  {
    rule: 'opt-in-lost',
    when: 'what was opted in has ended',
    steps: [{processes: [processOf({container: lxc('web')})], optIns: [optedIn]}],
    says: /^1 process that ksmtop opted in has ended, for example by a restart, in web: what runs there now offers/,
    cure: /^ksmtop optin web$/,
  },
  {
    rule: 'opt-in-lost',
    when: 'some of it still runs',
    steps: [
      {
        processes: [processOf({container: lxc('web'), pid: 78, startTicks: 6})],
        optIns: [optedIn, {...optedIn, pid: 78, startTicks: 6}],
      },
    ],
    says: false,
  },
  {
    rule: 'opt-in-lost',
    when: 'it is opted in by other means now',
    steps: [{processes: [offering(10, 0, {container: lxc('web')})], optIns: [optedIn]}],
    says: false,
  },
  {
    rule: 'opt-in-lost',
    when: 'a program of the host has ended',
    steps: [{processes: [processOf()], optIns: [{...optedIn, containerId: 'host'}]}],
    says: false,
  },
  {
    rule: 'opt-in-register',
    when: 'it is damaged',
    steps: [{optInsProblem: 'The register is damaged.'}],
    says: /^The register is damaged\.$/,
    cure: /^rm \/run\/ksmtop\/opt-ins\.json$/,
  },
  {rule: 'opt-in-register', when: 'it can be read', steps: [{optIns: [optedIn]}], says: false},
];

describe.each(adviceTable)('$id', ({id, severity, reason, fine}) => {
  const own = cases.filter(({rule}) => rule === id);

  test.each(own)('$when', ({steps, says, cure}) => {
    const advice = adviceOf(modelOf(...steps)).find(({rule}) => rule === id);
    if (says === false) {
      expect(advice).toBeUndefined();
      return;
    }
    expect(advice?.text).toMatch(says);
    expect(advice?.cure).toMatch(cure ?? /./);
    expect(advice?.severity).toBe(severity);
  });

  test('is tested with and without a finding, and explained', () => {
    expect(new Set(own.map(({says}) => says === false))).toEqual(new Set([true, false]));
    expect(reason).toMatch(/.{40}/);
    const text = typeof fine === 'function' ? fine(usualThresholds) : fine;
    expect(text ?? 'Nothing.').toMatch(/\.$/);
  });
});

test('no case is left for a rule that is gone', () => {
  const ids = new Set(adviceTable.map(({id}) => id));
  expect(cases.filter(({rule}) => !ids.has(rule))).toEqual([]);
});

test('warnings come before notes', () => {
  const severities = adviceTable.map(({severity}) => severity);
  expect(severities).toEqual([...severities].sort().reverse());
});

test('after a sharing map the advice names what is shared across tenants, or is gone', () => {
  const processes = ['a', 'b'].map((name) => offering(1000, 550, {container: lxc(name)}));
  const model = modelOf({ksm: counted(2000, 1000), processes});
  const said = (crossedFrames: number) =>
    adviceOf(withCrossings(model, mapReportOf({crossedFrames}))).find(
      ({rule}) => rule === 'merged-across-tenants',
    )?.text;
  expect(said(2)).toMatch(/^8\.00 KiB of merged memory is shared across tenants, by 2 containers:/);
  expect(said(0)).toBeUndefined();
  expect(withCrossings(model, mapReportOf({hidden: 'frames'}))).toBe(model);
  const part = mapReportOf({crossedFrames: 0, groups: [], processesNotRead: 1});
  expect(withCrossings(model, part)).toBe(model);
});

test('a host where all is well gets no advice', () => {
  expect(adviceOf(modelOf(...working(8, settled(2_000_000, 1_500_000))))).toEqual([]);
});

test('a kernel without KSM gets no other advice', () => {
  const advice = adviceOf(modelOf({ksm: false, processes: [asked(), processOf()]}));
  expect(advice.map(({rule}) => rule)).toEqual(['no-ksm']);
});

test('names from containers reach neither terminal nor shell unescaped', () => {
  const hostile = '\u001b[2Jx\n$(reboot)`reboot`;reboot \u202e\'"';
  const container = lxc(hostile);
  const processes = [
    asked({command: hostile, container, preload: {mapped: false, requested: `/x/${hostile}`}}),
    idle({command: hostile, container}),
    offering(100_000, 10, {container, command: hostile}),
    offering(90_000, 10, {container: lxc('b')}),
  ];
  const advice = adviceOf(modelOf({ksm: counted(300_000, 100_000), processes}));
  expect(advice.map(({rule}) => rule)).toEqual([
    'preload-not-loaded',
    'container-losing',
    'loaded-not-offered',
    'merged-across-tenants',
  ]);
  for (const {text, cure} of advice) {
    expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(cure).not.toMatch(/[\p{Cc}\u202e$`'"]|;\s*reboot/u);
  }
});

test('a very long name does not fill the screen', () => {
  const container = lxc('n'.repeat(500));
  const [advice] = adviceOf(modelOf({processes: [asked({container, command: 'c'.repeat(15)})]}));
  expect(advice?.text.length).toBeLessThan(250);
});

test('another program counts as recent by the monotonic clock', () => {
  const step = (monotonicMs: number, timeMs: number, pages: number) =>
    sampleOf({monotonicMs, timeMs, ksm: {pages_to_scan: pages}});
  const hour = 3_600_000;
  const changed = advance(advance(undefined, step(0, hour, 100)), step(1000, hour + 1000, 64));
  const rulesAt = (monotonicMs: number, timeMs: number) =>
    adviceOf(advance(changed, step(monotonicMs, timeMs, 64))).map(({rule}) => rule);
  expect(rulesAt(20_000, 20 * hour)).toContain('rival-writes');
  expect(rulesAt(700_000, 0)).not.toContain('rival-writes');
});
