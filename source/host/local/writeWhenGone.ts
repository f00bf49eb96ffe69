import {spawn} from 'node:child_process';
import type {Write} from '../../model/tuning/writeOrder.js';

/** Its input ends with a line when it is not needed any more, and without one when ksmtop is gone. */
const script = `trap '' HUP INT TERM
read -r _ && exit
while [ $# -ge 3 ]; do
  case $(cat "$1") in "$2" | *"[$2]"*) echo "$3" >"$1" ;; esac
  shift 3
done`;

/**
 * Has a shell do the writes once this program is gone, even by SIGKILL, unless the function that is
 * returned was called before. What another program has set by then is left to it.
 */
export function writeWhenGone(directory: string, writes: readonly Write[]): () => void {
  const words = writes.flatMap(({name, from = '', to}) => [`${directory}/${name}`, from, to]);
  const shell = spawn('/bin/sh', ['-c', script, 'ksmtop-when-gone', ...words], {
    cwd: '/',
    // A session of its own: what ends the terminal must not end it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return () => shell.stdin.end('not needed\n');
}
