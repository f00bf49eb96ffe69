import {fstatSync, write} from 'node:fs';
import {replaceFile} from './replaceFile.js';

/** Where samples are printed to. */
export type Destination = {
  /** Returns when the text is out; false: nobody reads it any more. */
  write(text: string): Promise<boolean>;
};

/**
 * Standard output, each text out before the next one. Throws a sentence when it cannot be written.
 * By its number: Node's stream for it takes milliseconds to load.
 */
export function standardOutput(): Destination {
  return {
    async write(text) {
      let left = Buffer.from(text);
      while (left.length > 0) {
        const {count, errno} = await writeSome(left);
        if (errno === 'EPIPE') return false;
        // Whoever shares the pipe may have asked for that.
        if (errno === 'EAGAIN') await new Promise((resolve) => setTimeout(resolve, fullPipeMs));
        else if (errno) throw new Error(`standard output cannot be written: ${errno}.`);
        left = left.subarray(count);
      }
      return true;
    },
  };
}

const standardOutputNumber = 1;
const fullPipeMs = 5;

/** In a thread of the runtime: a reader that takes its time keeps no signal from being heard. */
function writeSome(bytes: Buffer): Promise<{count: number; errno?: string}> {
  return new Promise((resolve) => {
    write(standardOutputNumber, bytes, (error, count) => {
      resolve(error ? {count: 0, errno: error.code ?? error.message} : {count});
    });
  });
}

/** Memory devices such as `/dev/null`. */
const memoryMajor = 1;

/** The terminal that standard output may be, with its size now; absent: it is a file or a pipe. */
export function terminalAtOutput(): typeof process.stdout | undefined {
  const status = fstatSync(standardOutputNumber);
  const isTerminal = status.isCharacterDevice() && status.rdev >> 8 !== memoryMajor;
  return isTerminal ? process.stdout : undefined;
}

/** A file that holds the newest text alone. Throws a sentence when it cannot be written. */
export function newestIn(path: string): Destination {
  return {
    async write(text) {
      await replaceFile(path, text);
      return true;
    },
  };
}
