import {execFile} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {rows} from '../../scripts/bench/rows.mjs';
import {ksmLockTimeoutMs} from './harness/ksm.js';
import {missing} from './harness/requirements.js';

const bench = fileURLToPath(new URL('../../scripts/bench/bench.mjs', import.meta.url));

describe.skipIf(missing('the bench', 'ksm', 'gcc', 'libc', 'htop'))('npm run bench', () => {
  test('every row runs, on small hosts, and tells a figure', {
    timeout: ksmLockTimeoutMs,
  }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'ksmtop-bench-test-'));
    try {
      const json = join(directory, 'figures.json');
      const args = [bench, '--small', '--json', json];
      // How the figures compare with the budgets is no matter on a machine that runs tests.
      const {stdout} = await promisify(execFile)(process.execPath, args).catch((error) => error);
      const {rows: measured} = JSON.parse(readFileSync(json, 'utf8'));
      for (const {id, what, unit} of rows) {
        const row = measured.find((each: {id: string}) => each.id === id);
        expect(stdout).toContain(what);
        // Whether there is an executable depends on what was built before.
        if (id === 'first-frame-executable' && row?.verdict === 'skipped') continue;
        expect(row, id).toMatchObject({unit, figure: expect.any(Number)});
        expect(row.figure, id).toBeGreaterThan(0);
      }
    } finally {
      rmSync(directory, {recursive: true});
    }
  });
});
