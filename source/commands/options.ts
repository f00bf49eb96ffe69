import {statSync} from 'node:fs';
import type {LiveOptions} from './live.js';

/** The command line cannot be followed; the message says why. Exit code 2. */
export class UsageError extends Error {}

export type Command = {name: 'live'; options: LiveOptions};

type Flags = Record<string, unknown> & {
  delay: string;
  color: boolean;
  procfs: string;
  sysfs: string;
};

const knownFlags = new Set(['delay', 'readOnly', 'color', 'procfs', 'sysfs', 'd']);

/** Checks the command line. Throws a UsageError with one sentence. */
export function commandOf(input: readonly string[], flags: Flags): Command {
  const stranger = Object.keys(flags).find((flag) => !knownFlags.has(flag));
  if (stranger !== undefined) {
    throw new UsageError(`unknown option ${spelled(stranger)}; see ksmtop --help.`);
  }
  if (input[0] !== undefined) {
    throw new UsageError(`unknown command ${JSON.stringify(input[0])}; see ksmtop --help.`);
  }
  return {
    name: 'live',
    options: {
      intervalSeconds: delaySeconds(flags.delay),
      readOnly: flags['readOnly'] === true,
      color: flags.color,
      procfs: directory('--procfs', flags.procfs),
      sysfs: directory('--sysfs', flags.sysfs),
    },
  };
}

function delaySeconds(text: string): number {
  const seconds = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds >= 0.1 && seconds <= 3600)) {
    throw new UsageError(`--delay takes seconds from 0.1 to 3600, not ${JSON.stringify(text)}.`);
  }
  return seconds;
}

function directory(option: string, path: string): string {
  if (!statSync(path, {throwIfNoEntry: false})?.isDirectory()) {
    throw new UsageError(`${option} ${JSON.stringify(path)} is no directory.`);
  }
  return path;
}

function spelled(flag: string): string {
  if (flag.length === 1) return `-${flag}`;
  return `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
