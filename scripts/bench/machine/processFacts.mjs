import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

/*
 * Reads files that never wait for a process's memory, as `stat` may.
 */

/** @param {string} path below /proc @returns the text; none: the process or thread is gone */
function read(path) {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return '';
  }
}

/** D: blocked in the kernel; absent: there is no such process. @param {number | string} pid */
export const stateOf = (pid) => /^State:\s+(\S)/m.exec(read(`${pid}/status`))?.[1];

/** @param {number | string} pid */
export const nameOf = (pid) => /^Name:\t(.*)$/m.exec(read(`${pid}/status`))?.[1];

/** Threads that are blocked in the kernel. @param {number} pid */
export const blockedThreads = (pid) =>
  readdirSync(`/proc/${pid}/task`).filter((thread) => stateOf(`${pid}/task/${thread}`) === 'D');

/** Whether it has opened the file to write to it. @param {number} pid @param {string} path */
export const holdsForWriting = (pid, path) =>
  readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
    const flags = /^flags:\s+(\d+)/m.exec(read(`${pid}/fdinfo/${descriptor}`))?.[1] ?? '0';
    return (Number.parseInt(flags, 8) & 3) !== 0 && linkOf(`${pid}/fd/${descriptor}`) === path;
  });

/** @param {string} path below /proc */
function linkOf(path) {
  try {
    return readlinkSync(`/proc/${path}`);
  } catch {
    return undefined;
  }
}

export function ksmdPid() {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return Number(pids.find((pid) => read(`${pid}/comm`) === 'ksmd\n'));
}
