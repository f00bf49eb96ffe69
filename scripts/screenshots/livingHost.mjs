import {closeSync, ftruncateSync, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {writeTree} from '../../test/fixtures/tree.js';
import {filesAt} from './picturedHost.mjs';

const renewEveryMs = 100;

/**
 * A pictured host on disk, whose files go with the time until it is stopped.
 *
 * @param {import('./picturedHost.mjs').Picture} picture
 */
export function startHost(picture) {
  const startMs = performance.now();
  let files = filesAt(picture, 0);
  const {directory, procfs, sysfs, [Symbol.dispose]: remove} = writeTree(files);
  const timer = setInterval(() => {
    const next = filesAt(picture, (performance.now() - startMs) / 1000);
    for (const [path, entry] of Object.entries(next)) {
      if (isContent(entry) && String(entry) !== String(files[path])) {
        overwrite(join(directory, path), Buffer.from(entry));
      }
    }
    files = next;
  }, renewEveryMs);
  return {
    name: picture.name,
    directory,
    procfs,
    sysfs,
    stop() {
      clearInterval(timer);
      remove();
    },
  };
}

/**
 * Not a link, which stays as it is.
 *
 * @param {import('../../test/fixtures/tree.js').TreeEntry} entry
 * @returns {entry is string | Uint8Array<ArrayBuffer>}
 */
const isContent = (entry) => typeof entry === 'string' || entry instanceof Uint8Array;

/**
 * At no moment is the file empty, or another one: a reader may be at it.
 *
 * @param {string} path
 * @param {Buffer} bytes
 */
function overwrite(path, bytes) {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, 0);
  ftruncateSync(file, bytes.length);
  closeSync(file);
}
