import {type ChildProcess, spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import onEnd from 'signal-exit';
import {withTimeout} from '../io/withTimeout.js';
import {endsItself, type JobName, protocol, readyMark} from './jobs.js';
import {createFrameReader, frameOf} from './messageFrames.js';
import {childCommand} from './program.js';

/**
 * A child process of this program that does what may hang: a thread in such a system call cannot
 * be ended, and blocks the end of its program; a process can be killed.
 */
export type Child = {
  send(mark: number, content: Uint8Array): void;
  /** The kernel's letter for its state, as in `ps`; absent: it could not be read. */
  state(): string | undefined;
  /** Closes its pipe: it finishes what it does, and ends. */
  close(): void;
  /** No message comes from it after this; the kernel may take its time to end it. */
  kill(): void;
};

export type ChildEvents = {
  ready(): void;
  /** The content is lent for the call. */
  take(mark: number, content: Buffer): void;
  /** It has ended, or could not be started, with this errno. */
  ended(errno?: string): void;
};

/** Children to kill when this program ends, for whatever reason. */
const living = new Set<ChildProcess>();
/** Killed, but not ended yet. */
const ending = new Set<ChildProcess>();
let cancelKill: (() => void) | undefined;

/** Starts a child. It does not keep this program running; the caller does while it waits. */
export function startChild(job: JobName, events: ChildEvents): Child {
  const [command, ...words] = childCommand(job);
  // Before the child is there: a signal in between would leave it.
  if (!endsItself.has(job)) cancelKill ??= onEnd(killLiving);
  let child: ChildProcess;
  try {
    child = spawn(command, words, {
      // In a session of its own it gets no signals from the keyboard.
      detached: true,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch (error) {
    if (living.size === 0) stopWaiting();
    // Node throws some errors of the kernel, and emits others as events.
    setImmediate(() => events.ended(codeOf(error)));
    return {send() {}, state: () => undefined, close() {}, kill() {}};
  }
  let killed = false;
  let gone = false;
  const frames = createFrameReader((mark, content) => {
    if (killed) return;
    if (mark !== readyMark) events.take(mark, content);
    else if (content.equals(protocol)) events.ready();
    // Another version was installed in the meantime.
    else kill();
  });

  function kill(): void {
    killed = true;
    child.kill('SIGKILL');
    child.stdin?.destroy();
    child.stdout?.destroy();
    // Without living children no handler remains: a signal then ends this program.
    release(child);
    if (!gone) ending.add(child);
  }

  // A child that hangs would not notice the end of its pipes.
  if (!endsItself.has(job)) living.add(child);
  const end = (errno?: string) => {
    if (gone) return;
    gone = true;
    ending.delete(child);
    release(child);
    events.ended(errno);
  };
  child.on('error', (error) => end(codeOf(error)));
  child.on('exit', () => end());
  // Absent if there were no descriptors left for them.
  child.stdin?.on('error', () => {});
  child.stdout?.on('error', () => {});
  child.stdout?.on('data', (bytes: Buffer) => {
    try {
      if (!killed) frames.push(bytes);
    } catch {
      kill();
    }
  });
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as {unref?: () => void} | null)?.unref?.();
  return {
    send(mark, content) {
      if (!killed) child.stdin?.write(frameOf(mark, content));
    },
    state() {
      try {
        return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))?.[1];
      } catch {
        return undefined;
      }
    },
    close() {
      child.stdin?.end();
    },
    kill,
  };
}

function release(child: ChildProcess): void {
  if (living.delete(child) && living.size === 0) stopWaiting();
}

/** Ends the wait for the end of this program. */
function stopWaiting(): void {
  cancelKill?.();
  cancelKill = undefined;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/**
 * Waits until the killed children have ended, but not for one that hangs: in a container without an
 * init that reaps, they would remain as zombies.
 */
export async function childrenGone(limitMs: number): Promise<void> {
  const gone = [...ending].map((child) => {
    child.ref();
    return new Promise((resolve) => child.once('exit', resolve));
  });
  await withTimeout(Promise.all(gone), limitMs);
  for (const child of ending) child.unref();
}

function killLiving(): void {
  for (const child of living) child.kill('SIGKILL');
}
