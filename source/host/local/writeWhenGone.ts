import {spawn} from 'node:child_process';
import type {Write} from '../../model/tuning/writeOrder.js';

/** Its input ends with a line when it is no longer needed, and without one when ksmtop has ended. */
const script = `trap '' HUP INT TERM
read -r _ && exit
while [ $# -ge 3 ]; do
  case $(cat "$1") in "$2" | *"[$2]"*) echo "$3" >"$1" ;; esac
  shift 3
done`;

/**
 * Makes a shell do the writes when this program ends, even by SIGKILL, unless the returned function
 * was called before. A value that another program has set by then is kept.
 */
export function writeWhenGone(directory: string, writes: readonly Write[]): () => void {
  const words = writes.flatMap(({name, from = '', to}) => [`${directory}/${name}`, from, to]);
  const shell = spawn('/bin/sh', ['-c', script, 'ksmtop-when-gone', ...words], {
    cwd: '/',
    // In a session of its own it survives the end of the terminal.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return () => shell.stdin.end('not needed\n');
}
