import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';

/**
 * A program that answers each line of its input with one line.
 *
 * @param {string} command
 * @param {readonly string[]} args
 */
export function lineProgram(command, args) {
  const child = spawn(command, args, {stdio: ['pipe', 'pipe', 'inherit']});
  const ended = once(child, 'close');
  const answers = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  return {
    /** @param {string} line */
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const {value, done} = await answers.next();
      if (done) throw new Error(`${command} ended.`);
      return /** @type {string} */ (value);
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
