import {execFileSync} from 'node:child_process';
import {closeSync, constants, openSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

/** A file that hangs: a named pipe. */
export type Pipe = {
  path: string;
  /** Ends all waiting reads, with nothing read. */
  letGo(): void;
};

/**
 * Puts a pipe in a file's place. Opening it waits, or with `opens` only reading it. With the test it
 * lets go: a thread that still waited would be missed by the next ones.
 */
export function makePipe(directory: string, name: string, {opens = false} = {}): Pipe {
  const path = join(directory, name);
  rmSync(path, {force: true});
  execFileSync('mkfifo', [path]);
  const writer = opens ? openSync(path, constants.O_RDWR) : undefined;
  let stuck = true;
  const pipe = {
    path,
    letGo() {
      if (!stuck) return;
      stuck = false;
      // When a writer comes, all waiting readers have opened the pipe; then it closes.
      closeSync(writer ?? openSync(path, constants.O_RDWR));
      rmSync(path, {force: true});
    },
  };
  onTestFinished(pipe.letGo);
  return pipe;
}
