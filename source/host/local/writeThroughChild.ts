import {spawn} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {parseOomKills} from '../../kernel/vmstat.js';
import {errnoInWords} from '../io/errnoWords.js';

/**
 * Writes through a short-lived `cat`, and returns the errno; absent: none. `OOM`: the out-of-memory
 * killer ended it; `EINTR`: another signal did.
 *
 * While the kernel unmerges, an out-of-memory kill hits the writer first: that must not be ksmtop.
 * The child has a session of its own, because a signal from the keyboard would stop the kernel
 * halfway, and it continues when ksmtop is killed.
 */
export async function writeThroughChild(
  descriptor: number,
  value: string,
): Promise<string | undefined> {
  const killsBefore = await oomKills();
  const end = await runChild(descriptor, value);
  if (end !== 'SIGKILL') return end?.startsWith('SIG') ? 'EINTR' : end;
  const kills = await oomKills();
  return kills !== undefined && kills === killsBefore ? 'EINTR' : 'OOM';
}

/** The signal that ended the child, or the errno of its write; absent: it succeeded. */
function runChild(descriptor: number, value: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn('cat', [], {
      stdio: ['pipe', descriptor, 'pipe'],
      env: {PATH: process.env.PATH, LC_ALL: 'C'},
      detached: true,
    });
    let complaint = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      complaint += bytes.toString();
    });
    child.stdin?.on('error', () => {});
    child.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'EIO'));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(undefined);
      else if (signal !== null) resolve(signal);
      else resolve(errnoInWords(complaint));
    });
    child.stdin?.end(value);
  });
}

/** Out-of-memory kills since boot; absent before Linux 4.13. */
async function oomKills(): Promise<number | undefined> {
  return parseOomKills(await readFile('/proc/vmstat', 'utf8').catch(() => ''));
}
