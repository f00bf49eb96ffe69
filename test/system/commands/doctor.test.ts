import {describe, expect, test} from 'vitest';
import {missing} from '../../support/requirements.js';
import {examine} from '../harness/examine.js';
import {startAllocate} from '../harness/ksmd/memory.js';
import {runKsmtop} from '../harness/ksmtop.js';
import {asNobody, withEmptyKsm, withoutKsm, withReadOnlySysfs} from '../harness/view.js';

describe.skipIf(missing('ksmtop doctor on preloads', 'root', 'gcc', 'libc'))('preloads', () => {
  test('that are not there, or cannot be loaded', async () => {
    await using absent = await startAllocate({mib: 1, preload: '/nonexistent/libksm_preload.so'});
    const {found, checks} = await examine();
    expect(found['preload-not-loaded']).toMatchObject({
      state: 'warning',
      text: expect.stringContaining('for the preload library'),
    });
    const diagnoses = checks.filter(({check}) => check === 'diagnosis');
    expect(diagnoses.map(({text}) => text).join('\n')).toContain(`allocate (${absent.pid}) in `);
    expect(diagnoses.map(({text}) => text).join('\n')).toContain('that file is missing');
  });
});

describe.skipIf(missing('views without KSM', 'ksm', 'unshare'))('restricted views', () => {
  test('no KSM', async () => {
    for (const view of [withoutKsm, withEmptyKsm]) {
      const {code, found} = await examine(view);
      expect(code).toBe(1);
      expect(found['kernel']).toMatchObject({
        state: 'warning',
        text: expect.stringMatching(/no \/sys\/kernel\/mm\/ksm|no KSM/),
        cure: expect.stringMatching(/./),
      });
      expect(found).not.toHaveProperty('off-unused');
    }
  });

  test('a read-only /sys', async () => {
    const {found} = await examine(withReadOnlySysfs);
    expect(found['writable']).toMatchObject({
      state: 'note',
      text: expect.stringContaining('EROFS'),
    });
  });

  test('as nobody', async () => {
    const {found} = await examine(asNobody);
    expect(found).toMatchObject({
      kernel: {state: 'ok'},
      writable: {
        state: 'note',
        text: expect.stringContaining('EACCES'),
        cure: 'sudo ksmtop doctor',
      },
      processes: {state: 'note', text: expect.stringMatching(/^Only \d+ of \d+ processes can/)},
      ksmd: {state: 'ok'},
    });
  });
});

describe('the command', () => {
  test('says in text what it says in JSON, without a terminal', async () => {
    const {code, stdout, stderr} = await runKsmtop(['doctor']);
    expect(stderr).toBe('');
    expect([0, 1]).toContain(code);
    expect(stdout).toMatch(/^ksmtop doctor {3}/);
    expect(stdout).toMatch(/\n\d+ warnings?, \d+ notes?, \d+ ok\.\n$/);
    expect(stdout).toMatch(/^[\n\x20-\x7e]*$/);
  });

  test.each([
    [['doctor', '--procfs', '/nonexistent'], /is not a directory/],
    [['doctor', '--procfs', '/tmp'], /is not a procfs/],
    [['doctor', '--format', 'csv'], /doctor --format must be text or json, not "csv"/],
    [['doctor', 'me'], /unexpected argument "me" after doctor/],
    [['doctor', '--delay', '3'], /--delay does not apply to this command/],
  ])('%j cannot run', async (args, sentence) => {
    const {code, stdout, stderr} = await runKsmtop(args);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    expect(stderr).toMatch(sentence);
  });
});
