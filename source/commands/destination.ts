import {replaceFile} from './replaceFile.js';

/** Where samples are printed to. */
export type Destination = {
  /** Returns when the text is out; false: nobody reads it any more. */
  write(text: string): Promise<boolean>;
};

/** Standard output, flushed with every sample. Throws a sentence when it cannot be written. */
export function standardOutput(): Destination {
  // The error is told to the write as well; without a listener it would end the program first.
  process.stdout.on('error', () => {});
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => {
          const {code} = (error ?? {}) as NodeJS.ErrnoException;
          if (!error) resolve(true);
          else if (code === 'EPIPE') resolve(false);
          else reject(new Error(`standard output cannot be written: ${code ?? error.message}.`));
        });
      }),
  };
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
