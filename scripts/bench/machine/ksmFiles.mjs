import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

export const ksmDirectory = '/sys/kernel/mm/ksm';

/** @param {string} name */
export async function readKsm(name) {
  return (await readFile(join(ksmDirectory, name), 'utf8')).trim();
}

/** The kernel may keep it waiting. @param {string} name @param {string} value */
export async function writeKsm(name, value) {
  await writeFile(join(ksmDirectory, name), value);
}
