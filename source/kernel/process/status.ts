import type {ProcessStat} from './stat.js';

/** Lines of `/proc/PID/status` that identify the owner of a process. */
export type ProcessStatus = {
  threadGroupId?: number;
  /** Effective user id. */
  userId?: number;
  /** Its pid in its own pid namespace or OpenVZ container; absent: the same as the reader's. */
  innerPid?: number;
  /** OpenVZ 6: number of the container; 0 is the host itself. */
  envId?: number;
};

/** Parses `/proc/PID/status`; `NSpid` exists since 4.1, `envID` and `VPid` on OpenVZ 6 only. */
export function parseStatus(text: string): ProcessStatus {
  const result: ProcessStatus = {};
  const threadGroupId = lineNumbers(text, 'Tgid')[0];
  const userId = lineNumbers(text, 'Uid')[1];
  const envId = lineNumbers(text, 'envID')[0];
  const innerPid = parseInnerPid(text, threadGroupId, envId);
  if (threadGroupId !== undefined) {
    result.threadGroupId = threadGroupId;
  }

  if (userId !== undefined) {
    result.userId = userId;
  }

  if (innerPid !== undefined) {
    result.innerPid = innerPid;
  }

  if (envId !== undefined) {
    result.envId = envId;
  }

  return result;
}

function parseInnerPid(
  text: string,
  threadGroupId: number | undefined,
  envId: number | undefined,
): number | undefined {
  const pids = lineNumbers(text, 'NSpid');
  if (pids.length > 1) {
    return pids.at(-1);
  }

  const virtualPid = lineNumbers(text, 'VPid')[0];
  return envId !== undefined && envId > 0 && virtualPid !== threadGroupId ? virtualPid : undefined;
}

/** Facts from `/proc/PID/status` of a process whose `stat` hangs. */
export type StatusOrigin = Pick<ProcessStat, 'command' | 'parentPid' | 'kernelThread'>;

/** Parses `/proc/PID/status`; absent: not a process. `Kthread` exists since 6.9. */
export function parseStatusOrigin(text: string): StatusOrigin | undefined {
  const name = /^Name:\t(.*)$/m.exec(text)?.[1];
  const pid = lineNumbers(text, 'Tgid')[0];
  const parentPid = lineNumbers(text, 'PPid')[0];
  if (name === undefined || pid === undefined || parentPid === undefined) return undefined;
  const isOfKernel = pid === kthreadd || parentPid === kthreadd;
  const says = lineNumbers(text, 'Kthread')[0];
  const hasMemory = lineNumbers(text, 'VmSize').length > 0;
  return {
    command: name.replace(/\\([n\\])/g, (_, letter) => (letter === 'n' ? '\n' : letter)),
    parentPid,
    kernelThread: says === undefined ? isOfKernel && !hasMemory : says === 1,
  };
}

/** Pid of the parent of all kernel threads. */
const kthreadd = 2;

/** Numbers of the line `key:\t1\t2…`; here the kernel escapes newlines in a process name. */
function lineNumbers(text: string, key: string): number[] {
  const start = text.startsWith(`${key}:`) ? 0 : text.indexOf(`\n${key}:`) + 1;
  if (start === 0 && !text.startsWith(`${key}:`)) {
    return [];
  }

  const end = text.indexOf('\n', start);
  const line = text.slice(start + key.length + 1, end < 0 ? undefined : end);
  return (line.match(/\d+/g) ?? []).map(Number).filter(Number.isFinite);
}
