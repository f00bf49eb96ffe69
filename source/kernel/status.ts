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
