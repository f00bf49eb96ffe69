import {rm, writeFile} from 'node:fs/promises';
import {dirname, join, relative} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Program, program, quoted, shellLine} from '../../support/program.js';
import {cleanEnv} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {mustRun, run} from '../../support/run.js';
import {type Cgroup, makeCgroup} from '../harness/cgroups.js';
import {uniqueName} from '../harness/containers/container.js';
import {
  guideOf,
  lineOf,
  linesBelow,
  preloadOf,
  untilOffered,
  untilPreload,
} from '../harness/guide.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {allocateArgs} from '../harness/ksmd/memory.js';
import {ksmtop, ksmtopProgram} from '../harness/ksmtop.js';
import {native} from '../harness/native/compile.js';
import {makeWorkDirectory, preloadInContainer} from '../harness/roots/rootfs.js';
import {start} from '../harness/running.js';
import {withFiles} from '../harness/view.js';

const allocate = async () =>
  shellLine(program(await native('allocate'), ...allocateArgs({mib: 1})));

/** This host, with the library where its own installation puts it. */
const withLibrary = async (): Promise<(of: Program) => Program> => {
  const directory = dirname(dirname(preloadInContainer));
  const place = relative(directory, preloadInContainer);
  const library = await native('libksm_preload.so');
  return withFiles(directory, `mkdir ${dirname(place)} && cp ${quoted(library)} ${place}`);
};

const needs = ['root', 'ksm', 'gcc', 'libc'] as const;

describe.skipIf(missing('the steps of the guide on this host', ...needs))('on this host', () => {
  let cgroup: Cgroup;
  let name: string;
  beforeEach(async () => {
    name = `${uniqueName('shop')}.service`;
    cgroup = await makeCgroup(`/system.slice/${name}`, ['name=systemd', '']);
  });
  afterEach(() => cgroup?.release());

  const guideThere = async (view: (of: Program) => Program) =>
    guideOf(undefined, [], ([...words]) => run(view(ksmtopProgram(...words)), {env: cleanEnv}));

  test('its line for a command opts it in, and its line for ksmd has it merge', {
    timeout: ksmLockTimeoutMs,
  }, async () => {
    await using _ksm = await holdKsm();
    const view = await withLibrary();
    const lines = await guideThere(view);
    expect(lines).toContain(`The library is installed: ${preloadInContainer}.`);
    const line = lineOf(lines, 'LD_PRELOAD=');
    expect(line).toBe(`LD_PRELOAD=${preloadInContainer} COMMAND`);
    const script = line.replace('COMMAND', `exec ${await allocate()}`);
    const shell = () => start(cgroup.enter(view(program('/bin/sh', '-c', script))));
    await using one = await shell();
    await using two = await shell();
    await Promise.all([one, two].map((each) => each.waitForOutput(/ready/)));
    expect(await preloadOf(name)).toMatchObject({mergeable: 2});
    const set = lineOf(lines, 'ksmtop set ');
    const words = shellLine(ksmtopProgram());
    await mustRun(program('/bin/sh', '-c', `ksmtop() { ${words} "$@"; }; ${set}`));
    await untilPreload(name, ['merging']);
    await using terminal = ksmtop([], {columns: 140});
    await terminal.waitFor(/▸/);
    await terminal.filter(name);
    await terminal.waitFor(new RegExp(`▸${name}.* 2 merging`));
    await terminal.press('enter');
    await terminal.waitFor(/allocate .*merging/);
    await terminal.waitFor(/allocate .*preload/);
  });

  test.skipIf(missing('the line of the guide for an init script', 'initScripts'))(
    'its line for an init script opts the service in',
    async () => {
      const view = await withLibrary();
      const lines = await guideThere(view);
      const [line = ''] = linesBelow(lines, /for example in \/etc\/init\.d\/mysql\):$/);
      expect(line).toBe(`export LD_PRELOAD=${preloadInContainer}`);
      const body = [line, `[ "$1" != restart ] || ${await allocate()} >/dev/null 2>&1 &`];
      const mysql = quoted(['#!/bin/sh', ...body, ''].join('\n'));
      const fill = `printf %s ${mysql} >mysql; chmod 755 mysql`;
      const restart = program('/bin/sh', '-c', lineOf(lines, 'service '));
      await mustRun(cgroup.enter(view(withFiles('/etc/init.d', fill)(restart))), {env: cleanEnv});
      await untilOffered(name);
    },
  );

  test('its lines for your own program each offer its memory', async () => {
    const lines = await guideOf();
    const directory = await makeWorkDirectory();
    try {
      for (const call of ['madvise', 'prctl']) {
        const [source, own] = [join(directory, `${call}.c`), join(directory, call)];
        await writeFile(source, ownProgram(lineOf(lines, `${call}(`)));
        await mustRun(program('gcc', '-Wall', '-Werror', '-o', own, source));
        await using running = await start(cgroup.enter(program(own)));
        await running.waitForOutput(/ready/);
        await untilOffered(name);
      }
    } finally {
      await rm(directory, {recursive: true});
    }
  });
});

/** Headers before Linux 6.4 lack the name of the call. */
const ownProgram = (line: string) => `
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>
#ifndef PR_SET_MEMORY_MERGE
#define PR_SET_MEMORY_MERGE 67
#endif
int main(void) {
  size_t length = 1 << 20;
  char *address = mmap(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(address, 1, length);
  ${line}
  puts("ready");
  fflush(stdout);
  pause();
}
`;
