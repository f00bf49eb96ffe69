import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {kernel6_6} from '../../fixtures/kernels/kernel-6.6.js';
import {type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {type Program, program, shellLine} from '../../support/program.js';
import {cleanEnv, Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {ksmtopProgram} from '../../system/harness/ksmtop.js';

/*
 * Types the beginning of a command line into each shell, presses Tab, and reads what is there.
 * ksmtop itself sees a described host, and ssh_config is one of the test's own.
 */

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

let directory: string;
let host: WrittenTree;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-completion-'));
  host = writeTree(kernel6_6.files);
  const mounts = ['--procfs', host.procfs, '--sysfs', host.sysfs];
  writeExecutable('bin/ksmtop', `exec ${shellLine(ksmtopProgram())} "$@" ${mounts.join(' ')}`);
  write('.ssh/config', 'Host storage7 *.example !not\n  User root\nHost "quoted"\n');
  write('night.ksm', '');
  write('mounted/proc', '');
  for (const shell of shells) {
    write(`ksmtop.${shell}`, await mustRun(ksmtopProgram('completion', shell)));
  }
  write('rc.fish', `function fish_prompt; echo '> '; end\nset -g fish_autosuggestion_enabled 0\n`);
});

afterAll(() => {
  host[Symbol.dispose]();
  rmSync(directory, {recursive: true});
});

function write(name: string, text: string): void {
  const path = join(directory, name);
  mkdirSync(join(path, '..'), {recursive: true});
  writeFileSync(path, text);
}

function writeExecutable(name: string, line: string): void {
  write(name, `#!/bin/sh\n${line}\n`);
  chmodSync(join(directory, name), 0o755);
}

/** Without the configuration of the user who runs the tests. */
const starts: Readonly<Record<Shell, {shell: Program; setUp: string}>> = {
  bash: {
    shell: program('bash', '--norc', '--noprofile', '-i'),
    setUp: "PS1='> '; . ./ksmtop.bash",
  },
  zsh: {
    shell: program('zsh', '-f', '-i'),
    setUp: "PROMPT='> '; autoload -U compinit; compinit -u -D; . ./ksmtop.zsh",
  },
  fish: {
    shell: program('fish', '--no-config', '-i'),
    setUp: '. ./rc.fish; . ./ksmtop.fish',
  },
};

function startShell(shell: Shell): Terminal {
  return Terminal.start({
    ...starts[shell].shell,
    cwd: directory,
    columns: 100,
    rows: 50,
    env: {HOME: directory, PATH: `${join(directory, 'bin')}:${cleanEnv['PATH']}`},
  });
}

/** What is typed before Tab, and what is on the line after it. */
const completed = [
  ['a command', 'pri', 'print'],
  ['an option', 'print --form', 'print --format'],
  ['an option of the live screen', '--read', '--read-only'],
  ['a format', 'print --format op', 'print --format openmetrics'],
  ['a format behind =', 'print --format=op', 'print --format=openmetrics'],
  ['a format of this command', 'doctor --format j', 'doctor --format json'],
  ['a parameter', 'set --yes pages_to', 'set --yes pages_to_scan='],
  ['the value of a parameter', 'set run=1 advisor_mode=s', 'set run=1 advisor_mode=scan-time'],
  ['a container', 'guide 10', 'guide 101'],
  ['the container of an option', 'print --container 10', 'print --container 101'],
  ['a host of ssh_config', '-H stor', '-H storage7'],
  ['a host with a user', 'print --host root@stor', 'print --host root@storage7'],
  ['a recording', 'replay ni', 'replay night.ksm'],
  ['a directory', '--procfs mou', '--procfs mounted/'],
  ['a shell', 'completion z', 'completion zsh'],
  ['a command to explain', 'help doc', 'help doctor'],
  ['a question', 'set --he', 'set --help'],
  ['a preset to try', 'trial --preset ag', 'trial --preset aggressive'],
  ['a container to opt out', 'optout 10', 'optout 101'],
  ['an option of the map', 'map --ten', 'map --tenants'],
  ['a format of an estimate', 'estimate --format op', 'estimate --format openmetrics'],
  ['the file of an estimate', 'estimate -o ni', 'estimate -o night.ksm'],
  ['an option of the demo', 'demo --no-c', 'demo --no-color'],
] as const;

/** Nothing fits, although it would elsewhere. */
const uncompleted = [
  ['a format that this command lacks', 'doctor --format op'],
  ['a container of another host', 'guide -H storage7 10'],
  ['a host that is a pattern', '-H .ex'],
  ['an option of another command', 'guide --form'],
  ['a file where a number belongs', 'print --count ni'],
] as const;

describe.each(shells)('%s', (shell) => {
  test.skipIf(missing(`completions in ${shell}`, shell))(
    'completes commands, options and values',
    async () => {
      await using terminal = startShell(shell);
      await terminal.press(`${starts[shell].setUp}\r`);
      await terminal.waitFor(/^> ?$/m);
      for (const [what, typed, expected] of completed) {
        await terminal.press(`ksmtop ${typed}\t`);
        // zsh puts a = behind an option that takes a value, and takes it away again for a space.
        const wanted = [`> ksmtop ${expected}`, `> ksmtop ${expected}=`];
        await terminal.waitFor((lines) => wanted.includes(lastLine(lines)), {what});
        await terminal.press('\u0015');
        await terminal.waitFor((lines) => lastLine(lines) === '>');
      }
      for (const [what, typed] of uncompleted) {
        await terminal.press(`ksmtop ${typed}\t;`);
        await terminal.waitFor((lines) => lastLine(lines) === `> ksmtop ${typed};`, {what});
        await terminal.press('\u0015');
        await terminal.waitFor((lines) => lastLine(lines) === '>');
      }
      expect(terminal.text().join('\n')).not.toMatch(/not found|error/i);
    },
  );
});

const lastLine = (lines: readonly string[]): string =>
  lines.findLast((line) => line.trim() !== '')?.trimEnd() ?? '';
