import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {accessSync, constants} from 'node:fs';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {build} from 'esbuild';
import {beforeAll, describe, expect, test} from 'vitest';
import type {Sample} from '../../../source/model/sample/sample.js';
import {processOf} from '../../support/hosts/describedHost.js';

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

/** Takes samples until every process is read, and prints the last. */
const program = `
  import {createLocalHost} from './source/host/local/localHost.js';
  void (async () => {
    const host = createLocalHost();
    let sample = await host.sample();
    const isKnown = () => sample.processes?.find(({pid}) => pid === process.pid)?.preload.requested !== undefined;
    while (sample.processesPending || !isKnown()) sample = await host.sample();
    process.stdout.write(JSON.stringify({pid: process.pid, sample}));
    await host.close();
  })();
`;

/** What a user without any right sees of this machine. */
async function sampleAsNobody(): Promise<{pid: number; sample: Sample}> {
  const built = await build({
    stdin: {contents: program, resolveDir: process.cwd()},
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    // Native code that a sample does not load.
    external: ['bun:ffi', 'koffi'],
    logLevel: 'error',
    define: {__CHILD_PROGRAM__: JSON.stringify(join(process.cwd(), 'dist', 'cli.js'))},
  });
  const child = spawn(process.execPath, ['--input-type=commonjs'], {
    uid: nobody,
    gid: nobody,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(built.outputFiles[0]?.text);
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(output);
}

describe.skipIf(!isRoot)('without any right', () => {
  let pid: number;
  let sample: Sample;

  beforeAll(async () => {
    ({pid, sample} = await sampleAsNobody());
  });

  test('its own process is readable', () => {
    expect(processOf(sample, pid)).toMatchObject({readable: true, userId: nobody});
    expect(processOf(sample, pid).preload).toEqual({mapped: false, requested: false});
  });

  test('the processes of root are listed with what everybody may know, and no zeros', () => {
    const {pid: own, ppid: parent} = process;
    const known = processOf(sample, own);
    expect(known).toMatchObject({readable: false, parentPid: parent, userId: 0, preload: {}});
    expect(known.ksm).toBeUndefined();
    expect(known.anonBytes).toBeGreaterThan(2 ** 20);
    expect(known.commandLine).toBeDefined();
  });

  test('KSM is seen, and cannot be changed', () => {
    const hasKsm = exists('/sys/kernel/mm/ksm/run');
    expect(sample.ksm?.parameters.run !== undefined).toBe(hasKsm);
    expect(sample.writeRefusal).toMatch(hasKsm ? /^(?:EACCES|EROFS)$/ : /^ENOENT$/);
  });
});

function exists(path: string): boolean {
  try {
    accessSync(path, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}
