import {spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach} from 'vitest';
import {createFarKsmtop, type FarKsmtop} from '../../../source/host/ssh/farKsmtop/farKsmtop.js';

/** A far side that is this machine, where `ksmtop` is a script in a directory of each test. */
export function prepareFarSide() {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ksmtop-far-'));
  });
  afterEach(() => rmSync(directory, {recursive: true}));

  return {
    /**
     * @param callerPid Of the connection that this program samples over.
     * @param script Runs in the directory, where `answer` has the answer; absent: there is no ksmtop.
     */
    start(script?: string, answer = '', callerPid?: () => number | undefined): FarKsmtop {
      writeFileSync(join(directory, 'answer'), answer);
      if (script !== undefined) {
        writeFileSync(join(directory, 'ksmtop'), `#!/bin/sh\ncd ${directory}\n${script}\n`);
        chmodSync(join(directory, 'ksmtop'), 0o755);
      }
      const env = {PATH: `${directory}:/usr/bin:/bin`};
      const start = (command: string) => spawn('/bin/sh', ['-c', command], {stdio: 'pipe', env});
      return createFarKsmtop({destination: 'hn1'}, {start, ...(callerPid && {callerPid})});
    },
    /** The words that ksmtop was started with, by `noteWords`. */
    words: () => readFileSync(join(directory, 'words'), 'utf8').trim().split('\n'),
    has: (name: string) => existsSync(join(directory, name)),
    write: (name: string) => writeFileSync(join(directory, name), ''),
  };
}

/** A script that notes its words and prints the answer. */
export const noteWords = `printf '%s\\n' "$@" > words; cat answer`;

/** A script that prints its answer when it is told to end, and notes that it has ended. */
export const untilTold =
  'trap "cat answer; : > ended; exit 0" TERM; : > begun; while :; do sleep 0.05; done';
