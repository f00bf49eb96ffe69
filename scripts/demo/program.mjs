import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {promisify} from 'node:util';

/** @typedef {ReturnType<typeof programOf>} Program */

/** The built program. @param {string} entry */
export const programOf = (entry) => ({
  /** Resolves with its output. Rejects when it fails. @param {readonly string[]} words */
  async run(words) {
    const {stdout} = await promisify(execFile)(process.execPath, [entry, ...words]);
    return stdout;
  },

  /** Runs until it is interrupted. @param {readonly string[]} words */
  start(words) {
    const child = spawn(process.execPath, [entry, ...words], {stdio: 'ignore'});
    const ended = once(child, 'exit');
    return {
      async interrupt() {
        child.kill('SIGINT');
        await ended;
      },
    };
  },
});
