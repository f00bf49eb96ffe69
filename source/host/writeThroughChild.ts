import {spawn} from 'node:child_process';
import {errnoInWords} from './errnoWords.js';

/**
 * Lets a short-lived `cat` do the write, and gives the kernel's refusal; absent: none. While the
 * kernel unmerges, it takes the writer for the cause of any lack of memory and kills it first:
 * that must not be ksmtop.
 *
 * The child has a session of its own, for a signal from the keyboard would stop the kernel halfway;
 * and it goes on when ksmtop is killed.
 */
export function writeThroughChild(descriptor: number, value: string): Promise<string | undefined> {
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
      else if (signal !== null) resolve('EINTR');
      else resolve(errnoInWords(complaint));
    });
    child.stdin?.end(value);
  });
}
