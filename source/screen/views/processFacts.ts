import type {ProcessRow} from '../../model/derive/processes.js';
import {mainRegions} from '../../model/diagnosis/memoryRegions.js';
import type {Model} from '../../model/model.js';
import type {Inspection} from '../../model/sample/inspection.js';
import {clockTime} from '../../text/clock.js';
import {countOf} from '../../text/count.js';
import {
  formatBytes,
  formatSeconds,
  formatSignedBytes,
  groupThousands,
  unknown,
} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import type {TableRow} from '../draw/smallTable.js';
import {userOf} from './processColumns.js';

/** All facts of one process, one per row; `–` where a value could not be read. */
export function processFacts(
  {sample}: Model,
  row: ProcessRow,
  inspection: Inspection | undefined,
  recorded: boolean,
): TableRow[] {
  const {process} = row;
  const {ksm} = process;
  const doubted = (figure: string): string | undefined => {
    const doubt = process.doubts?.find((each) => each.figure === figure);
    return doubt && `${unknown} impossible: the kernel's count ${doubt.reason}`;
  };
  const count = (figure: string, pages: number | undefined): [string, string | undefined] => [
    figure,
    countText(pages, sample.host.pageSizeBytes) ?? doubted(figure),
  ];
  const unread = sample.host.containerFilesRead === false ? 'not read over SSH' : undefined;
  const facts: Array<[what: string, value: string | undefined]> = [
    ['memory', `${formatBytes(row.memoryBytes)} anonymous, ${regionSums(inspection)}`],
    ['saved', amount(row.savedBytes, 'its share of what the host saves')],
    ['profit', amount(row.profitBytes, 'that share minus its metadata', formatSignedBytes)],
    [
      'ksm_process_profit',
      doubted('ksm_process_profit') ??
        amount(ksm?.profitBytes, 'as the kernel counts it, with kept copies', formatSignedBytes),
    ],
    ['state', row.preload],
    ['opt-in', row.borrowsMemory ? "uses its parent's memory" : row.optIn],
    ['library', libraryText(inspection, process.preload.mapped, unread)],
    ['LD_PRELOAD at start', setting(inspection?.preloadVariable)],
    ['ld.so.preload', listText(inspection?.preloadFile) ?? (inspection && unread)],
    ['KSMP_MERGE_THRESHOLD', thresholdText(inspection)],
    count('ksm_rmap_items', ksm?.rmapItems),
    count('ksm_merging_pages', ksm?.mergingPages),
    count('ksm_zero_pages', ksm?.zeroPages),
    ['ksm_merge_any', yesNo(ksm?.mergeAny)],
    ['ksm_mergeable', yesNo(ksm?.mergeable)],
    ['user', userOf(process, sample.host)],
    ['parent', String(process.parentPid)],
    ['pid inside', process.innerPid === undefined ? 'the same' : String(process.innerPid)],
    ['program', programText(inspection)],
    ['command line', process.commandLine],
    ['container', `${process.container.kind}, ${process.container.id}`],
    ...cgroupLines(inspection?.cgroup).map((line): [string, string] => ['cgroup', line]),
    ['namespaces', Object.values(inspection?.namespaces ?? {}).join(' ') || undefined],
    ['read', readText(inspection?.timeMs, recorded ? sample.timeMs : undefined)],
  ];
  return facts.map(([what, value]) => ({
    WHAT: ` ${what}`,
    VALUE: value === undefined ? unknown : showUntrusted(value),
  }));
}

export function regionRows(inspection: Inspection | undefined): TableRow[] {
  return mainRegions(inspection?.regions ?? []).map((region) => ({
    REGION: ` ${showUntrusted(region.name || `anonymous ${region.addresses}`)}`,
    OFFERED:
      region.unmergeable ?? (region.mergeable === undefined ? unknown : yesNo(region.mergeable)),
    SIZE: formatBytes(region.sizeBytes),
    ANONYMOUS: formatBytes(region.anonymousBytes),
    MERGED: formatBytes(region.ksmBytes),
    PSS: formatBytes(region.proportionalBytes),
  }));
}

/** The value with its meaning; alone where it is unknown. */
function amount(bytes: number | undefined, meaning: string, format = formatBytes): string {
  return bytes === undefined ? format(bytes) : `${format(bytes)}, ${meaning}`;
}

/** Each path of `/proc/PID/cgroup` once, with its controllers where there are several paths. */
function cgroupLines(cgroup: string | undefined): string[] {
  const controllersAt = new Map<string, string[]>();
  for (const line of cgroup?.split('\n').filter(Boolean) ?? []) {
    const [, controllers = '', path = line] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    controllersAt.set(path, [...(controllersAt.get(path) ?? []), controllers]);
  }
  return [...controllersAt].map(([path, controllers]) => {
    const names = controllers.filter(Boolean);
    if (names.length === 0) return path;
    const where =
      controllersAt.size === 1
        ? countOf(names.length, 'hierarchy', 'hierarchies')
        : names.join(', ');
    return `${path} (${where})`;
  });
}

function regionSums(inspection: Inspection | undefined): string {
  if (inspection?.regionsError === 'too slow') return 'smaps timed out';
  if (inspection?.regionsError === 'not tried') return 'smaps was skipped';
  if (inspection?.regionsError === 'denied') return 'no permission to read smaps';
  if (inspection?.regionsError === 'no resources')
    return 'smaps: out of file descriptors or memory';
  if (inspection?.regionsError === 'too large') return 'smaps is too large to read';
  if (!inspection?.regions) return `${unknown} offered`;
  let offered = 0;
  let proportional = 0;
  for (const {mergeable, sizeBytes, proportionalBytes} of inspection.regions) {
    if (mergeable) offered += sizeBytes;
    proportional += proportionalBytes;
  }
  return `${formatBytes(proportional)} PSS, ${formatBytes(offered)} of address space offered`;
}

function libraryText(
  inspection: Inspection | undefined,
  mapped: string | false | undefined,
  unread: string | undefined,
) {
  const library = inspection?.library;
  if (!library) return mapped === false ? 'none' : mapped;
  const words = [library.path];
  if (library.deleted) words.push('(deleted)');
  if (!library.mapped) words.push(library.present === false ? 'missing, not loaded' : 'not loaded');
  if (!library.mapped && library.present === undefined && unread) words.push(`(file ${unread})`);
  return words.join(' ');
}

function setting(value: string | false | undefined): string | undefined {
  return value === false ? 'not set' : value;
}

function listText(entries: readonly string[] | undefined): string | undefined {
  return entries?.length === 0 ? 'none' : entries?.join(' ');
}

function thresholdText(inspection: Inspection | undefined): string | undefined {
  if (!inspection || inspection.preloadVariable === undefined) return undefined;
  const {mergeThresholdBytes} = inspection;
  return mergeThresholdBytes === undefined ? 'not set' : formatBytes(mergeThresholdBytes);
}

function programText(inspection: Inspection | undefined): string | undefined {
  if (!inspection?.executable) return undefined;
  const {executable, program, secure} = inspection;
  const words = [executable];
  if (program) words.push(`${program.machine},`, program.interpreter ? 'dynamic' : 'static');
  if (secure) words.push('setuid or capabilities');
  return words.join(' ');
}

/** When the files of the process were read; in a recording, also how far from the sample. */
function readText(timeMs: number | undefined, shownMs: number | undefined): string | undefined {
  if (timeMs === undefined) return shownMs === undefined ? undefined : 'not read while recording';
  const clock = clockTime(timeMs);
  if (shownMs === undefined) return clock;
  const seconds = Math.round((shownMs - timeMs) / 1000);
  if (seconds === 0) return clock;
  return `${clock}, ${formatSeconds(Math.abs(seconds))} ${seconds > 0 ? 'before this sample' : 'after this sample'}`;
}

function countText(pages: number | undefined, pageSizeBytes: number): string | undefined {
  if (pages === undefined) return undefined;
  return `${countOfPages(pages)}, ${formatBytes(pages * pageSizeBytes)}`;
}

function countOfPages(pages: number): string {
  return `${groupThousands(pages)} ${pages === 1 ? 'page' : 'pages'}`;
}

function yesNo(value: boolean | undefined): string {
  return value === undefined ? unknown : value ? 'yes' : 'no';
}
