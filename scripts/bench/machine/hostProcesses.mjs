import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {guard} from './guard.mjs';

/**
 * @typedef {object} HostProcesses
 * @property {number} processes how many sleep on this host, besides its own
 * @property {number} [offering] how many of them offer memory
 * @property {number} [changing] how many of them change it all the time
 * @property {number} [groups] control groups that they are in
 */

const pagesOffered = 64;

/**
 * Fills this machine with real processes until `release` is called.
 *
 * @param {string} program the compiled processes.c
 * @param {HostProcesses} wanted
 */
export async function startProcesses(program, {processes, offering = 0, changing = 0, groups = 1}) {
  const numbers = [processes, offering, changing, pagesOffered, groups].join(' ');
  const started = await guard({
    args: [program, numbers, String(groups), ...groupPrefixes()],
    prepare: `
      program=$1 numbers=$2 groups=$3; shift 3
      for prefix; do seq -f "$prefix%04g" 0 $((groups - 1)) | xargs mkdir -p || exit; done`,
    hold: '"$program" $numbers "$@"',
    // The kernel takes a moment to remove the last process of a group.
    cleanUp: `
      for prefix; do
        tries=0
        while set -- "$prefix"* && [ -d "$1" ] && [ $tries -lt 200 ]; do
          rmdir "$@" 2>/dev/null || sleep 0.05
          tries=$((tries + 1))
        done
      done`,
  });
  if (!started) throw new Error(`${processes} processes could not be started.`);
  return started;
}

/** Control groups are made in the hierarchies that ksmtop reads for ownership and memory. */
function groupPrefixes() {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(
      ([, , kind, options = '']) =>
        kind === 'cgroup2' || (kind === 'cgroup' && /\b(memory|name=systemd)\b/.test(options)),
    )
    .map(([, directory = '']) => join(directory, 'lxc.payload.bench-'));
}
