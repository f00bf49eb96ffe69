import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {manPage} from '../../scripts/man-page.mjs';
import {program} from '../support/program.js';
import {cleanEnv} from '../support/pty.js';
import {missing} from '../support/requirements.js';
import {run} from '../support/run.js';

describe('the manual page', () => {
  let directory: string;
  let file: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'ksmtop-man-'));
    file = join(directory, 'ksmtop.1');
    writeFileSync(file, await manPage());
  });

  afterAll(() => rmSync(directory, {recursive: true}));

  test.skipIf(missing('the manual page in man', 'man'))(
    'is shown by man without a warning',
    async () => {
      const env = {...cleanEnv, MANWIDTH: '80'};
      const shown = await run(program('man', '--warnings=all', '--local-file', file), {env});
      expect(shown).toMatchObject({code: 0, stderr: ''});
      expect(shown.stdout).toMatch(/^ +ksmtop record FILE \[options\]$/m);
      expect(shown.stdout).toMatch(/^ +-d, --delay SECONDS$/m);
    },
  );

  test.skipIf(missing('the manual page in mandoc', 'mandoc'))(
    'has nothing that mandoc finds fault with',
    async () => {
      expect(await run(program('mandoc', '-Tlint', file))).toMatchObject({
        code: 0,
        stdout: '',
        stderr: '',
      });
    },
  );
});
