import {spawn} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {parseOomKills} from '../../kernel/vmstat.js';
import {errnoInWords} from '../io/errnoWords.js';

/**
 * Lets a short-lived `cat` do the write, and gives the kernel's refusal; absent: none. `OOM`: it
 * was killed for want of memory; `EINTR`: by somebody's signal.
 *
 * While the kernel unmerges, it takes the writer for the cause of any lack of memory and kills it
 * first: that must not be ksmtop.
 *
 * The child has a session of its own, for a signal from the keyboard would stop the kernel halfway;
 * and it goes on when ksmtop is killed.
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

/** The signal that ended the child, or the errno that it met; absent: all went well. */
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

/** Processes killed for want of memory since boot; absent before Linux 4.13. */
async function oomKills(): Promise<number | undefined> {
  return parseOomKills(await readFile('/proc/vmstat', 'utf8').catch(() => ''));
}
