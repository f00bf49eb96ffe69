import {execFileSync} from 'node:child_process';
import {accessSync, constants} from 'node:fs';
import {delimiter, join} from 'node:path';

/**
 * Installs the programs that the figures are compared with, from the system's packages.
 *
 * @param {readonly string[]} programs
 */
export function installPeers(programs) {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => (program === 'cc' ? 'gcc' : program));
  console.error(`Installing ${packages.join(', ')} …`);
  execFileSync('apt-get', ['-qq', '-y', 'install', ...packages], {
    env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'},
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** @param {string} program */
function isInstalled(program) {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
