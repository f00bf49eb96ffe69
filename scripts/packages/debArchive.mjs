import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';

/** Bytes that the files of a package may have. */
const maxBuffer = 2 ** 28;

/**
 * Replaces an uncompressed .deb by one whose parts are compressed: an `ar` archive, see deb(5).
 *
 * @param {string} file
 * @param {{time: Date, compress: (tar: Uint8Array) => Uint8Array}} options
 */
export function compressDeb(file, {time, compress}) {
  /** @param {string} part */
  const compressed = (part) => compress(execFileSync('dpkg-deb', [part, file], {maxBuffer}));
  const members = [
    member('debian-binary', time, Buffer.from('2.0\n')),
    member('control.tar.xz', time, compressed('--ctrl-tarfile')),
    member('data.tar.xz', time, compressed('--fsys-tarfile')),
  ];
  writeFileSync(file, Buffer.concat([Buffer.from('!<arch>\n'), ...members]));
}

/** @param {string} name @param {Date} time @param {Uint8Array} content */
function member(name, time, content) {
  const fields = [
    name.padEnd(16),
    String(time.getTime() / 1000).padEnd(12),
    '0'.padEnd(6),
    '0'.padEnd(6),
    '100644'.padEnd(8),
    String(content.length).padEnd(10),
  ];
  const padding = content.length % 2 === 0 ? '' : '\n';
  return Buffer.concat([Buffer.from(`${fields.join('')}\`\n`), content, Buffer.from(padding)]);
}
