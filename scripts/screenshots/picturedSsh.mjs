import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** Where every pictured host has its files, as far as ksmtop knows. */
const place = '/picture';
export const picturedMounts = ['--procfs', `${place}/proc`, '--sysfs', `${place}/sys`];

/**
 * Writes an `ssh` that starts the far side's program on this machine, and replaces that place by
 * the directory of the host in what the program is asked to read.
 *
 * @param {string} directory where `ssh` goes
 * @param {ReadonlyArray<{name: string, directory: string}>} hosts
 */
export function writeSsh(directory, hosts) {
  const script = [
    '#!/bin/sh',
    'while [ "$1" != -- ]; do shift; done',
    'case $2 in',
    ...hosts.map((host) => `${host.name}) files=${host.directory} ;;`),
    'esac',
    `sed -u "s|${place}/|$files/|g" | sh -c "$3"`,
    '',
  ].join('\n');
  const path = join(directory, 'ssh');
  writeFileSync(path, script);
  chmodSync(path, 0o755);
}
