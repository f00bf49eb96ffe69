import type {ProcessStat} from './stat.js';

/** The lines of `/proc/PID/status` that tell whose a process is. */
export type ProcessStatus = {
  threadGroupId?: number;
  /** Effective user id. */
  userId?: number;
  /** Its pid in its own pid namespace or OpenVZ container, when that is not the reader's. */
  innerPid?: number;
  /** OpenVZ 6: number of the container; 0 is the host itself. */
  envId?: number;
};

/** `/proc/PID/status`; `NSpid` is there since 4.1, `envID` and `VPid` on OpenVZ 6 only. */
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

/** What `/proc/PID/status` tells of a process whose `stat` does not answer. */
export type StatusOrigin = Pick<ProcessStat, 'command' | 'parentPid' | 'kernelThread'>;

/** Absent when the text is of no process. Kernels before 6.9 do not say `Kthread`. */
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

/** The parent of all threads of the kernel. */
const kthreadd = 2;

/** Numbers of the line `key:\t1\t2…`; the name of a process cannot hold a raw newline here. */
function lineNumbers(text: string, key: string): number[] {
  const start = text.startsWith(`${key}:`) ? 0 : text.indexOf(`\n${key}:`) + 1;
  if (start === 0 && !text.startsWith(`${key}:`)) {
    return [];
  }

  const end = text.indexOf('\n', start);
  const line = text.slice(start + key.length + 1, end < 0 ? undefined : end);
  return (line.match(/\d+/g) ?? []).map(Number).filter(Number.isFinite);
}
