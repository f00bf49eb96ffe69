/** A process that ksmtop opted in, as its register has it. */
export type RegisteredOptIn = {
  pid: number;
  /** Start time in clock ticks since boot, which with the pid identifies it. */
  startTicks: number;
  containerId: string;
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
  | {optIns: readonly RegisteredOptIn[]; problem?: undefined}
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
  problem: `${registerPath}, which lists what ksmtop opted in, is damaged or of another version. Remove it; what is opted in stays so.`,
};

export function formatRegister(optIns: readonly RegisteredOptIn[], bootId: string): string {
  const processes = optIns.map(({pid, startTicks, containerId}) => ({
    pid,
    startTicks,
    container: containerId,
  }));
  return `${JSON.stringify({ksmtop: 'opt-ins', version, bootId, processes})}\n`;
}

/**
 * The register after one process was opted in or out. Of a container in which others are opted in,
 * those that ended are dropped; where all have ended, it restarted, and they stay to tell that.
 */
export function withChange(
  optIns: readonly RegisteredOptIn[],
  changed: RegisteredOptIn,
  isOptedIn: boolean,
  isAlive: (process: RegisteredOptIn) => boolean,
): readonly RegisteredOptIn[] {
  const others = withoutEnded(
    optIns.filter((each) => !isSame(each, changed)),
    [changed.containerId],
    isAlive,
  );
  return isOptedIn ? [...others, changed].slice(-mostRegistered) : others;
}

/** Without the processes of these containers that have ended. */
export function withoutEnded(
  optIns: readonly RegisteredOptIn[],
  containerIds: readonly string[],
  isAlive: (process: RegisteredOptIn) => boolean,
): readonly RegisteredOptIn[] {
  return optIns.filter((each) => !containerIds.includes(each.containerId) || isAlive(each));
}

function isSame(one: RegisteredOptIn, other: RegisteredOptIn): boolean {
  return one.pid === other.pid && one.startTicks === other.startTicks;
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

function registered(value: unknown): RegisteredOptIn | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const {pid, startTicks, container} = value as Record<string, unknown>;
  const fits =
    isCount(pid) && isCount(startTicks) && typeof container === 'string' && container !== '';
  return fits && container.length <= mostIdLength
    ? {pid, startTicks, containerId: container}
    : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
