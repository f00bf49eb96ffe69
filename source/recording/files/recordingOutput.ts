import {type FileHandle, open, rm} from 'node:fs/promises';

/** Where the bytes of a recording go. */
export type RecordingOutput = {
  /** Rejects with the kernel's error; some of the bytes may then have been written. */
  append(bytes: Buffer): Promise<void>;
  /** Removes what was written behind this position, if that is possible. */
  truncate(position: number): Promise<void>;
  /** Deletes the file: it is empty. */
  remove(): Promise<void>;
  close(): Promise<void>;
};

/** A new file that only the user may read: it has the command lines of all processes. */
export async function openRecordingFile(path: string): Promise<RecordingOutput> {
  const file = await open(path, 'wx', 0o600);
  let position = 0;
  return {
    async append(bytes) {
      position = await writeAll(file, bytes, position);
    },
    async truncate(to) {
      await file.truncate(to);
      position = to;
    },
    remove: () => rm(path, {force: true}),
    close: () => file.close(),
  };
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<number> {
  for (let done = 0; done < bytes.length; ) {
    // On a disk that is nearly full, part of the bytes are written.
    const {bytesWritten} = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
  return position + bytes.length;
}

/** Standard output: what is written stays written. */
export function standardOutput(): RecordingOutput {
  // The callback of a write gets its error; without a listener, the event would end the program.
  process.stdout.on('error', () => {});
  return {
    append: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    async truncate() {},
    async remove() {},
    async close() {},
  };
}
