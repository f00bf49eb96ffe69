import {execFile} from 'node:child_process';

const patienceMs = 2000;

/** The hosts that `ssh` goes through on its way to another one, by its configuration. */
export function jumpHostsOf(destination: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    execFile('ssh', ['-G', '--', destination], {timeout: patienceMs}, (error, stdout) => {
      const names = error ? undefined : /^proxyjump (.+)$/m.exec(stdout)?.[1];
      resolve(names === undefined || names === 'none' ? [] : names.split(','));
    });
  });
}
