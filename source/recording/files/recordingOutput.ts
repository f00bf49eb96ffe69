import {type FileHandle, open, rm} from 'node:fs/promises';

/** Where the bytes of a recording go. */
export type RecordingOutput = {
  /** Rejects with what the kernel says; part of the bytes may then have been written. */
  append(bytes: Buffer): Promise<void>;
  /** Takes back what was written behind this position, where that can be. */
  truncate(position: number): Promise<void>;
  /** Takes the file away, which holds nothing. */
  remove(): Promise<void>;
  close(): Promise<void>;
};

/** A new file that nobody else may read: it holds the command lines of every process. */
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
    // A disk that is nearly full takes a part, and refuses the next.
    const {bytesWritten} = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
  return position + bytes.length;
}

/** Standard output, of which nothing can be taken back. */
export function standardOutput(): RecordingOutput {
  // The failure of a write is told to its callback; the event of the same would end the program.
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
