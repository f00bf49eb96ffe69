import {readFileSync, writeFileSync} from 'node:fs';
import {constants, setPriority} from 'node:os';
import {parseCgroupHierarchies} from '../../kernel/mountinfo.js';
import type {SystemCalls} from '../systemCalls/systemCalls.js';

/**
 * If this process ended while a target runs a call for it, the target would end, too. So it leaves
 * the cgroups that could be frozen, limited or killed with the session it was started from, is the
 * last that the kernel kills for memory, and ignores signals. Best effort: each step works by itself.
 */
export function protectSelf(calls: SystemCalls): void {
  attempt(() => writeFileSync('/proc/self/oom_score_adj', '-1000'));
  // The shorter its own waits for a CPU, the shorter a target is stopped.
  attempt(() => setPriority(constants.priority.PRIORITY_HIGHEST));
  // Where the kernel shares CPUs among sessions, the priority counts only within its own.
  attempt(() => writeFileSync('/proc/self/autogroup', String(constants.priority.PRIORITY_HIGHEST)));
  attempt(leaveCgroups);
  ignoreSignals(calls);
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // Not permitted, as in a container.
  }
}

/** To the root of each hierarchy: it has no limit, cannot be frozen, and nothing remains to remove. */
function leaveCgroups(): void {
  for (const {root, mountPoint} of parseCgroupHierarchies(
    readFileSync('/proc/self/mountinfo', 'utf8'),
  )) {
    if (root === '/') attempt(() => writeFileSync(`${mountPoint}/cgroup.procs`, '0'));
  }
}

const lastSignal = 64;
const maskBytes = 8;
const defaultHandler = 0n;
const ignore = 1n;

const {
  SIGHUP,
  SIGINT,
  SIGQUIT,
  SIGTERM,
  SIGPIPE,
  SIGKILL,
  SIGSTOP,
  SIGCONT,
  SIGCHLD,
  SIGSEGV,
  SIGBUS,
  SIGFPE,
  SIGILL,
  SIGTRAP,
  SIGABRT,
  SIGSYS,
} = constants.signals;
/** Not to be ignored, of faults of this process itself, or needed to wait for the target. */
const left: ReadonlySet<number> = new Set([
  ...[SIGKILL, SIGSTOP, SIGCONT, SIGCHLD],
  ...[SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS],
]);

/** Ignored even where the runtime handles them: Node ends its program for some of them. */
const ending: ReadonlySet<number> = new Set([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE]);

/** Other signals that the runtime handles stay as they are: it stops its threads by one. */
function ignoreSignals(calls: SystemCalls): void {
  const action = Buffer.alloc(32);
  for (let signal = 1; signal <= lastSignal; signal++) {
    if (left.has(signal)) continue;
    if (calls.call('rt_sigaction', signal, 0, action, maskBytes) < 0) continue;
    if (action.readBigUInt64LE(0) !== defaultHandler && !ending.has(signal)) continue;
    action.writeBigUInt64LE(ignore, 0);
    calls.call('rt_sigaction', signal, action, 0, maskBytes);
  }
}
