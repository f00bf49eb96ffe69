import {describe, expect, test} from 'vitest';
import {runKsmtop} from './harness/ksmtop.js';

describe('the command line', () => {
  test.each([
    [['--delay', 'soon'], /--delay takes seconds from 0\.1 to 3600, not "soon"/],
    [['-d', '0'], /--delay takes seconds/],
    [['-d', '-1'], /ksmtop: .+\./],
    [['--delay'], /--delay takes a value/],
    [['--nonsense'], /unknown option --nonsense/],
    [['-x'], /unknown option -x/],
    [['nonsense'], /unknown command "nonsense"/],
    [['--procfs', '/nowhere'], /--procfs "\/nowhere" is no directory/],
    [['--procfs', '/tmp'], /\/tmp is not a procfs/],
    [['--sysfs', '/nowhere'], /--sysfs "\/nowhere" is no directory/],
  ])('%j is answered in one sentence, with code 2', async (args, sentence) => {
    const {stdout, stderr, code} = await runKsmtop(args);
    expect({stdout, code}).toEqual({stdout: '', code: 2});
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^ksmtop: [^\n]+\n$/);
  });

  test('--help and --version need no terminal', async () => {
    const help = await runKsmtop(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/Usage\n\s+\$ ksmtop \[options\]/);
    expect(help.stdout).toContain('--read-only');
    const version = await runKsmtop(['--version']);
    expect(version.code).toBe(0);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+/);
  });
});
