import {existsSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {usualLibrary} from '../../../source/model/guide/guideSubject.js';
import {after, type Program, program, quoted, shellLine} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {type Container, uniqueName} from '../harness/containers/container.js';
import {type Docker, startDocker} from '../harness/containers/docker.js';
import {type PodmanContainer, startPodman} from '../harness/containers/podman.js';
import {type Guard, guard} from '../harness/guard.js';
import {guideOf, lineOf, untilOffered} from '../harness/guide.js';
import {allocateArgs} from '../harness/ksmd/memory.js';
import {runKsmtop} from '../harness/ksmtop.js';
import {native} from '../harness/native/compile.js';
import {preloadInContainer} from '../harness/roots/rootfs.js';

const allocate = ['allocate', ...allocateArgs({mib: 1})];

/** The printed `docker run \\ … IMAGE`, with the rest of a command line in place of the image. */
function engineScript(
  lines: readonly string[],
  engine: string,
  itself: Program,
  rest: readonly string[],
): Program {
  const block = lines.slice(lines.indexOf(`${engine} run \\`));
  const step = block.slice(0, block.indexOf('… IMAGE') + 1).join('\n');
  expect(step).toMatch(new RegExp(`^${engine} run `));
  const script = step.replace('… IMAGE', rest.map(quoted).join(' '));
  return program('/bin/sh', '-c', `${engine}() { command ${shellLine(itself)} "$@"; }\n${script}`);
}

/** The library on this host, as its package for EL installs it. */
const installOnHost = async (): Promise<Guard> => {
  if (existsSync(usualLibrary)) return guard({what: usualLibrary, cleanUp: ':'});
  const copy = `cp ${quoted(await native('libksm_preload.so'))} ${usualLibrary}`;
  return guard({what: usualLibrary, prepare: copy, cleanUp: `rm ${usualLibrary}`});
};

const mount = `-v ${usualLibrary}:${usualLibrary}:ro \\`;

/** The guide of a container whose root has no library, where the host has one. */
const guideWithMount = async ({root, id}: Container): Promise<string[]> => {
  await rm(join(root, preloadInContainer));
  const lines = await guideOf(id.slice(0, 12));
  expect(lines.join(' ')).toContain('run it again with two more options:');
  expect(lines).toContain(mount);
  return lines;
};

/** It merges by the library that is mounted, and ksmtop sees that one. */
const expectMounted = async (id: string): Promise<void> => {
  const short = id.trim().slice(0, 12);
  await untilOffered(short);
  expect(await guideOf(short)).toContain(`The library is installed in its root: ${usualLibrary}.`);
};

describe.skipIf(missing('the steps of the guide with Docker', 'docker'))('with Docker', () => {
  let docker: Docker;
  beforeAll(async () => {
    docker = await startDocker();
  }, 120_000);
  afterAll(() => docker?.stop());

  /** As the guide says: remove it, and run it again. */
  const runAgain = async (first: Container, lines: readonly string[]): Promise<string> => {
    await first.stop();
    const options = ['--detach', '--name', first.name, '--network', 'none'];
    const rest = [...options, docker.image, ...allocate];
    return mustRun(engineScript(lines, 'docker', docker.docker(), rest));
  };

  test('its command opts the program in, word by word', async () => {
    const name = uniqueName('web');
    const first = await docker.startContainer({name, command: allocate});
    await first.waitForOutput(/ready/);
    const lines = await guideOf(name);
    const id = await runAgain(first, lines);
    await untilOffered(id.trim());
    const look = lineOf(lines, 'ksmtop print ').split(' ').slice(1);
    expect(await runKsmtop(look)).toMatchObject({code: 0});
  });

  test("its command with the host's library opts the program in, word by word", async () => {
    const library = await installOnHost();
    try {
      const name = uniqueName('mounted');
      const first = await docker.startContainer({name, command: allocate});
      await first.waitForOutput(/ready/);
      const lines = await guideWithMount(first);
      await expectMounted(await runAgain(first, lines));
    } finally {
      await library.release();
    }
  });
});

describe.skipIf(missing('the steps of the guide with Podman', 'podman'))(
  'with Podman',
  {timeout: 120_000},
  () => {
    const runAgain = (podman: PodmanContainer, lines: readonly string[]): Promise<string> => {
      const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'];
      const origin = ['--network', 'none', ...limits, '--rootfs', podman.root, '/start'];
      const rest = ['--detach', '--name', uniqueName('again'), ...origin];
      // conmon keeps standard error: in a pipe of ours it would never end.
      return mustRun(
        after('exec 2>/dev/null', engineScript(lines, 'podman', podman.podman(), rest)),
      );
    };

    test('its command opts the program in, word by word', async () => {
      await using podman = await startPodman({name: uniqueName('web'), command: allocate});
      await podman.waitForOutput(/ready/);
      const id = await runAgain(podman, await guideOf(podman.id.slice(0, 12)));
      await untilOffered(id.trim());
    });

    test("its command with the host's library opts the program in, word by word", async () => {
      const library = await installOnHost();
      try {
        await using podman = await startPodman({name: uniqueName('mounted'), command: allocate});
        await podman.waitForOutput(/ready/);
        const lines = await guideWithMount(podman);
        await expectMounted(await runAgain(podman, lines));
      } finally {
        await library.release();
      }
    });
  },
);
