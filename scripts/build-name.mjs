import {execFileSync} from 'node:child_process';

/**
 * Identifies the sources in `root`, from git: the commit and its date, with a `+` when files differ
 * from it. Empty outside of a repository: a build from an archive only knows its version.
 *
 * @param {string} root
 */
export function buildName(root) {
  /** @param {readonly string[]} args */
  const git = (...args) =>
    execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {...process.env, TZ: 'UTC'},
    }).trim();
  try {
    const commit = git('log', '-1', '--abbrev=10', '--date=short-local', '--format=%h, %cd');
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return changed ? commit.replace(',', '+,') : commit;
  } catch {
    return '';
  }
}

/**
 * When the sources in `root` were last changed: the same for every build of a commit. Outside of a
 * repository SOURCE_DATE_EPOCH says it.
 *
 * @param {string} root
 */
export function sourceTime(root) {
  const {SOURCE_DATE_EPOCH: given} = process.env;
  if (given !== undefined) return new Date(Number(given) * 1000);
  const seconds = execFileSync('git', ['-C', root, 'log', '-1', '--format=%ct'], {
    encoding: 'utf8',
  });
  return new Date(Number(seconds) * 1000);
}
