import {execFileSync} from 'node:child_process';
import {appendFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {buildName} from '../../scripts/build-name.mjs';

test('names the commit, its day, and whether files differ from it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ksmtop-commit-'));
  try {
    expect(buildName(directory)).toBe('');
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', directory, ...args], {
        env: {
          ...process.env,
          GIT_AUTHOR_DATE: '2026-11-25T23:30:00-0300',
          GIT_COMMITTER_DATE: '2026-11-25T23:30:00-0300',
        },
      });
    git('init', '--quiet');
    writeFileSync(join(directory, 'file'), 'text');
    git('add', 'file');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message=One');
    expect(buildName(directory)).toMatch(/^[0-9a-f]{10}, 2026-11-26$/);
    writeFileSync(join(directory, 'another'), 'not in the repository');
    expect(buildName(directory)).toMatch(/^[0-9a-f]{10}, /);
    appendFileSync(join(directory, 'file'), ', changed');
    expect(buildName(directory)).toMatch(/^[0-9a-f]{10}\+, /);
  } finally {
    rmSync(directory, {recursive: true});
  }
});
