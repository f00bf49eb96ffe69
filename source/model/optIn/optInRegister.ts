import {
  type AddressRange,
  formatRange,
  parseRange,
} from '../../kernel/process/memory/addressRanges.js';

/** A process that ksmtop opted in. */
export type RegisteredOptIn = {
  pid: number;
  /** Start time in clock ticks since boot, which with the pid identifies it. */
  startTicks: number;
  containerId: string;
  /** Absent: by prctl, as a whole. */
  way?: 'madvise';
};

/** The same as the register has it. */
export type RegisterEntry = Omit<RegisteredOptIn, 'way'> & {offered?: OfferedMemory};

/** What ksmtop had a process offer by madvise, to take back that and nothing else. */
export type OfferedMemory = {
  /** Digest of the addresses of its program: its forks have the same, and the same regions. */
  imageKey: number;
  ranges: readonly AddressRange[];
};

/** Below the root directory of the host; `/run` is empty after a boot. */
export const registerDirectory = '/run/ksmtop';
export const registerName = 'opt-ins.json';
export const registerPath = `${registerDirectory}/${registerName}`;

/** More are not kept: the oldest are dropped. */
export const mostRegistered = 10_000;
/** A larger file is not read. */
export const mostRegisterBytes = 4_194_304;
/** A container id is made of parts of a cgroup path. */
const mostIdLength = 4096;

const version = 1;

/** What a register holds, or a sentence on why that is not known. */
export type ParsedRegister =
  | {optIns: readonly RegisterEntry[]; problem?: undefined}
  | {optIns?: undefined; problem: string};

/** The register of another boot names processes that are gone: it counts as empty. */
export function parseRegister(text: string, bootId: string): ParsedRegister {
  const register = parsed(text);
  if (register?.ksmtop !== 'opt-ins' || register.version !== version) return damaged;
  if (register.bootId !== bootId) return {optIns: []};
  const {processes} = register;
  if (!Array.isArray(processes) || processes.length > mostRegistered) return damaged;
  const optIns = processes.map(registered);
  return optIns.every((each) => each !== undefined) ? {optIns} : damaged;
}

export const damaged: ParsedRegister & {problem: string} = {
  problem: `${registerPath}, which lists what ksmtop opted in, is damaged or of another version. Remove it; what is opted in stays opted in.`,
};

export function formatRegister(optIns: readonly RegisterEntry[], bootId: string): string {
  const processes = optIns.map(({pid, startTicks, containerId, offered}) => ({
    pid,
    startTicks,
    container: containerId,
    ...(offered && {image: offered.imageKey, regions: offered.ranges.map(formatRange)}),
  }));
  return `${JSON.stringify({ksmtop: 'opt-ins', version, bootId, processes})}\n`;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function registered(value: unknown): RegisterEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const {pid, startTicks, container, image, regions} = value as Record<string, unknown>;
  const fits =
    isCount(pid) && isCount(startTicks) && typeof container === 'string' && container !== '';
  if (!fits || container.length > mostIdLength) return undefined;
  const entry = {pid, startTicks, containerId: container};
  if (image === undefined && regions === undefined) return entry;
  if (!isCount(image) || !Array.isArray(regions)) return undefined;
  const ranges = regions.map((range) =>
    typeof range === 'string' ? parseRange(range) : undefined,
  );
  return ranges.every((range) => range !== undefined)
    ? {...entry, offered: {imageKey: image, ranges}}
    : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
