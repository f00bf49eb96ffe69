import {type ChildProcess, spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import onEnd from 'signal-exit';
import {withTimeout} from '../io/withTimeout.js';
import {type JobName, protocol, readyMark} from './jobs.js';
import {createFrameReader, frameOf} from './messageFrames.js';
import {childCommand} from './program.js';

/**
 * A process of this program that does what may hang: a thread in such a system call cannot be
 * ended, and holds its program up at the end; a process can be killed.
 */
export type Child = {
  send(mark: number, content: Uint8Array): void;
  /** The kernel's letter for what it does, as in `ps`; absent: it cannot be told. */
  state(): string | undefined;
  /** Nothing comes from it any more; the kernel may take its time to end it. */
  kill(): void;
};

export type ChildEvents = {
  ready(): void;
  /** The content is lent for the call. */
  take(mark: number, content: Buffer): void;
  /** It is gone, or there could be none, for the reason that is given. */
  ended(errno?: string): void;
};

/** What ends with this program, whatever ends it. */
const living = new Set<ChildProcess>();
/** Killed, and not gone yet. */
const ending = new Set<ChildProcess>();
let letLive: (() => void) | undefined;

/** Starts a child. It does not keep this program alive; the caller does while it waits. */
export function startChild(job: JobName, events: ChildEvents): Child {
  const [command, ...words] = childCommand(job);
  let child: ChildProcess;
  try {
    child = spawn(command, words, {
      // A session of its own: keys of the terminal are signals for others.
      detached: true,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch (error) {
    // Some refusals of the kernel are thrown, others come as an event.
    setImmediate(() => events.ended(codeOf(error)));
    return {send() {}, state: () => undefined, kill() {}};
  }
  let killed = false;
  let gone = false;
  const frames = createFrameReader((mark, content) => {
    if (killed) return;
    if (mark !== readyMark) events.take(mark, content);
    else if (content.equals(protocol)) events.ready();
    // Another version was installed in the program's place.
    else kill();
  });

  function kill(): void {
    killed = true;
    child.kill('SIGKILL');
    child.stdin?.destroy();
    child.stdout?.destroy();
    // A signal that this program sends itself now, to end by it, must meet no handler.
    release(child);
    if (!gone) ending.add(child);
  }

  // One that hangs would not notice that its pipes have ended.
  letLive ??= onEnd(killLiving);
  living.add(child);
  const end = (errno?: string) => {
    if (gone) return;
    gone = true;
    ending.delete(child);
    release(child);
    events.ended(errno);
  };
  child.on('error', (error) => end(codeOf(error)));
  child.on('exit', () => end());
  // Absent where there were no descriptors left for them.
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
    kill,
  };
}

function release(child: ChildProcess): void {
  living.delete(child);
  if (living.size > 0) return;
  letLive?.();
  letLive = undefined;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/**
 * Waits until the children that were killed are gone, but not for one that hangs: where nothing
 * else reaps them, they would stay behind as zombies.
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
