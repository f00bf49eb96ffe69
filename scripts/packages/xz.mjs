import {execFileSync} from 'node:child_process';

/** Bytes that a package unpacked may have. */
const maxBuffer = 2 ** 28;

/**
 * Compresses as well as xz can, which neither dpkg-deb nor rpmbuild does: addresses in code of x86-64
 * repeat once they do not depend on where the code is. The filter for arm64 is left out: it needs
 * xz 5.4 (2022) where the package is installed.
 *
 * @param {Uint8Array} content
 * @param {string} machine as `uname -m` names it
 */
export function compressXz(content, machine) {
  const filters = machine === 'x86_64' ? ['--x86'] : [];
  // One thread: more would divide the content into blocks, by the number of processors.
  const words = ['--stdout', '--threads=1', ...filters, '--lzma2=preset=9'];
  return execFileSync('xz', words, {input: content, maxBuffer});
}

/** @param {Uint8Array} content */
export const decompressXz = (content) =>
  execFileSync('xz', ['--decompress', '--stdout'], {input: content, maxBuffer});
