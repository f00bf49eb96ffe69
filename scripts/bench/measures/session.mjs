import {readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {spawn} from '@lydell/node-pty';

const ticksPerSecond = 100;
const quittingMs = 2000;

/** The query for the terminal's status, which makes it process all earlier output first. */
const statusQuery = /\x1b\[5n/g;
const statusAnswer = '\x1b[0n';

/** A program in a terminal of 160 × 45, with its CPU time, memory and output. */
export class Session {
  bytes = 0;
  /** The newest output, as far as marks are looked for in it. */
  text = '';
  #pty;
  #ended = false;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #exited;

  /**
   * @param {string} command
   * @param {readonly string[]} args
   * @param {Record<string, string>} [env]
   */
  constructor(command, args, env = {}) {
    this.startedMs = performance.now();
    this.#pty = spawn(command, [...args], {
      name: 'xterm-256color',
      cols: 160,
      rows: 45,
      env: {
        PATH: process.env.PATH,
        // No settings of a user, but the cache of compiled code.
        HOME: '/',
        XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
        LANG: 'C.UTF-8',
        ...env,
      },
    });
    this.#pty.onData((data) => {
      this.bytes += data.length;
      for (const _ of data.matchAll(statusQuery)) this.#pty.write(statusAnswer);
      this.text = (this.text + data).slice(-65_536);
      for (const listener of [...this.#listeners]) listener();
    });
    this.#exited = new Promise((resolve) => {
      this.#pty.onExit(() => {
        this.#ended = true;
        for (const listener of [...this.#listeners]) listener();
        resolve(undefined);
      });
    });
  }

  get pid() {
    return this.#pty.pid;
  }

  /**
   * Milliseconds from now, or from the start, to the output that holds the mark.
   *
   * @param {string | RegExp} mark
   */
  async until(mark, {sinceMs = this.startedMs, limitMs = 60_000} = {}) {
    const seen = () => (typeof mark === 'string' ? this.text.includes(mark) : mark.test(this.text));
    await this.#wait(seen, String(mark), limitMs);
    return performance.now() - sinceMs;
  }

  /**
   * Presses a key; milliseconds to the output that holds the mark.
   *
   * @param {string} key
   * @param {string} mark
   */
  press(key, mark) {
    this.text = '';
    const sinceMs = performance.now();
    this.type(key);
    return this.until(mark, {sinceMs, limitMs: 10_000});
  }

  /** @param {string} keys */
  type(keys) {
    this.#pty.write(keys);
  }

  /** CPU time that it and its children have used so far, in milliseconds. */
  get cpuMs() {
    return this.#sum((pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/.*\) /s, '').split(' ');
      return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
    });
  }

  /** Of the program alone: its children map mostly the same files. */
  get rssMiB() {
    return rollupMiB(this.pid, 'Rss');
  }

  /** Memory that it and its children share with no process. */
  get privateMiB() {
    return this.#sum((pid) => rollupMiB(pid, 'Private_Dirty'));
  }

  /** @param {(pid: number) => number} figure */
  #sum(figure) {
    const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'latin1');
    const pids = [this.pid, ...children.split(' ').filter(Boolean).map(Number)];
    return pids.reduce((sum, pid) => sum + figure(pid), 0);
  }

  /** CPU and bytes a second over a while. @param {number} seconds */
  async costs(seconds) {
    const before = {ms: performance.now(), cpuMs: this.cpuMs, bytes: this.bytes};
    await pause(seconds * 1000);
    const elapsed = (performance.now() - before.ms) / 1000;
    return {
      cpuMs: (this.cpuMs - before.cpuMs) / elapsed,
      bytes: (this.bytes - before.bytes) / elapsed,
    };
  }

  /** Quits as a person does: a Node that is killed keeps no compiled code for the next start. */
  async close() {
    if (!this.#ended) this.type('q');
    const killing = setTimeout(() => this.#pty.kill('SIGKILL'), quittingMs);
    await this.#exited;
    clearTimeout(killing);
  }

  /**
   * @param {() => boolean} condition
   * @param {string} what
   * @param {number} limitMs
   */
  #wait(condition, what, limitMs) {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (condition()) finish();
        else if (this.#ended) finish(new Error(`The program ended before ${what}.`));
      };
      const finish = (/** @type {Error | undefined} */ error = undefined) => {
        clearTimeout(timer);
        this.#listeners.delete(check);
        error ? reject(error) : resolve(undefined);
      };
      const timer = setTimeout(() => finish(new Error(`Not seen: ${what}.`)), limitMs);
      this.#listeners.add(check);
      check();
    });
  }
}

/** @param {number} pid @param {string} name */
function rollupMiB(pid, name) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1]) / 1024;
}
