import {readText, readUnsigned} from '../bytes.js';

/** Facts from `/proc/PID/stat`. */
export type ProcessStat = {
  /** `comm`, chosen by the process itself: never print it unescaped. */
  command: string;
  /** One letter: R, S, D, Z, … */
  state: string;
  parentPid: number;
  kernelThread: boolean;
  /** utime + stime, in clock ticks. */
  cpuTicks: number;
  /** Start, in clock ticks since boot. */
  startTicks: number;
  /**
   * Digest of the addresses of program, stack and arguments, which changes with each exec.
   * 0: the reader may not see these addresses, or a kernel thread.
   */
  imageKey: number;
};

// Field numbers of proc_pid_stat(5).
const field = {
  state: 3,
  parentPid: 4,
  flags: 9,
  userTicks: 14,
  systemTicks: 15,
  startTicks: 22,
  startCode: 26,
  startStack: 28,
  startData: 45,
  environmentEnd: 51,
} as const;

const kernelThreadFlag = 0x00_20_00_00;
const closingParenthesis = 41;
const openingParenthesis = 40;
const space = 32;
const newline = 10;
const digestBasis = 0x811c9dc5;
const digestPrime = 0x01_00_01_93;

/** Parses `/proc/PID/stat`, proc_pid_stat(5); absent: the text is not such a line. */
export function parseStat(bytes: Uint8Array, length = bytes.length): ProcessStat | undefined {
  // The name may contain spaces, parentheses and newlines; no later field has a parenthesis.
  const nameStart = bytes.indexOf(openingParenthesis) + 1;
  const nameEnd = bytes.lastIndexOf(closingParenthesis, length - 1);
  if (length === 0 || nameStart === 0 || nameEnd < nameStart) {
    return undefined;
  }

  let state = '';
  let parentPid = Number.NaN;
  let flags = Number.NaN;
  let cpuTicks = 0;
  let startTicks = Number.NaN;
  let startStack = 0;
  let digest = digestBasis;

  let start = nameEnd + 2;
  for (let number: number = field.state; start < length; number++) {
    let end = start;
    while (end < length && bytes[end] !== space && bytes[end] !== newline) {
      end++;
    }

    switch (number) {
      case field.state: {
        state = end === start + 1 ? String.fromCharCode(bytes[start] ?? 0) : '';
        break;
      }

      case field.parentPid: {
        parentPid = readUnsigned(bytes, start, end);
        break;
      }

      case field.flags: {
        flags = readUnsigned(bytes, start, end);
        break;
      }

      case field.userTicks:
      case field.systemTicks: {
        cpuTicks += readUnsigned(bytes, start, end);
        break;
      }

      case field.startTicks: {
        startTicks = readUnsigned(bytes, start, end);
        break;
      }

      case field.startStack: {
        startStack = readUnsigned(bytes, start, end);
        break;
      }

      default:
    }

    const placesImage =
      (number >= field.startCode && number <= field.startStack) ||
      (number >= field.startData && number <= field.environmentEnd);
    if (placesImage) {
      for (let index = start; index <= end; index++) {
        digest = Math.imul(digest ^ (bytes[index] ?? 0), digestPrime);
      }
    }

    start = end + 1;
  }

  if (!/^[A-Za-z]$/.test(state) || Number.isNaN(parentPid + flags + cpuTicks + startTicks)) {
    return undefined;
  }

  return {
    command: readText(bytes, nameStart, nameEnd),
    state,
    parentPid,
    kernelThread: (flags & kernelThreadFlag) !== 0,
    cpuTicks,
    startTicks,
    imageKey: startStack > 0 ? digest >>> 0 || 1 : 0,
  };
}
