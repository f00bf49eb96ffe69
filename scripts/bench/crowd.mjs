import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readFileSync, rmdirSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';

/**
 * @typedef {object} Crowd
 * @property {number} processes so many sleep on this host beside its own
 * @property {number} [offering] of which so many offer memory
 * @property {number} [changing] of which so many change it all the time
 * @property {number} [groups] control groups that they are in
 */

const pagesOffered = 64;

/**
 * Fills this machine with real processes until `leave` is called.
 *
 * @param {string} program the compiled processes.c
 * @param {Crowd} crowd
 */
export async function gather(program, {processes, offering = 0, changing = 0, groups = 1}) {
  const prefixes = groupPrefixes();
  const numbered = Array.from({length: groups}, (_, index) => String(index).padStart(4, '0'));
  const directories = prefixes.flatMap((prefix) => numbered.map((number) => prefix + number));
  for (const directory of directories) mkdirSync(directory, {recursive: true});
  const numbers = [processes, offering, changing, pagesOffered, groups].map(String);
  const host = spawn(program, [...numbers, ...prefixes], {stdio: ['pipe', 'pipe', 'inherit']});
  const ended = once(host, 'close');
  await Promise.race([once(host.stdout, 'data'), ended]);
  if (host.exitCode !== null) throw new Error(`${program} ended with code ${host.exitCode}.`);
  return {
    pid: /** @type {number} */ (host.pid),
    async leave() {
      host.stdin.end();
      await ended;
      for (const directory of directories) await removeGroup(directory);
    },
  };
}

/** Where groups are made: in the hierarchies that tell whose a process is and what it uses. */
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

/** @param {string} directory */
async function removeGroup(directory) {
  // The kernel takes a moment to bury the last process of a group.
  for (let tries = 0; tries < 200; tries++) {
    try {
      rmdirSync(directory);
      return;
    } catch {
      await pause(50);
    }
  }
}
