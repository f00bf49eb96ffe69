import {expect, test} from 'vitest';
import {preloadState} from '../../source/model/preload.js';
import type {TreeFiles} from '../fixtures/tree.js';
import {describedHost, processOf, wholeSample} from './describedHost.js';

const library = '/usr/lib64/libksm_preload.so';
const container = {container: 'lxc:web', cgroup: '/lxc.payload.web', innerPid: 1} as const;

async function sampled(
  process: {environment?: readonly string[]; root?: TreeFiles},
  over: TreeFiles = {},
) {
  const {host, put} = describedHost({});
  put({pid: 501, command: 'java', ...container, root: {'etc/': ''}, ...process}, (files) => ({
    ...files,
    ...over,
  }));
  return processOf(await wholeSample(host), 501);
}

test('a variable behind megabytes of others is found', async () => {
  const others = Array.from(
    {length: 30_000},
    (_, index) => `SERVICE_${index}_PORT_8080=tcp://10.96.0.1:8080`,
  );
  const {preload} = await sampled({environment: [...others, `LD_PRELOAD=${library}`]});
  expect(preload.requested).toBe(library);
});

test('of an environment that is too large, what was not found is not known', async () => {
  const process = await sampled({}, {'proc/501/environ': Buffer.alloc(9 * 2 ** 20, 'A=1\0')});
  expect(process.preload).toEqual({mapped: false});
  expect(preloadState(process)).toBe('unknown');
});

test('of maps that are too large, what was not found is not known', async () => {
  const line = `7f0000000000-7f0000010000 r--p 00000000 fe:00 12 /usr/lib/${'x'.repeat(100)}.so\n`;
  const maps = line.repeat(70_000);
  const process = await sampled({}, {'proc/501/maps': maps});
  expect(process).toMatchObject({readable: false, refusal: {file: 'maps', errno: 'EFBIG'}});
  expect(process.preload.mapped).toBeUndefined();
  const found = await sampled({}, {'proc/501/maps': `${line.replace(/\/usr.*/, library)}${maps}`});
  expect(found).toMatchObject({readable: true, preload: {mapped: library}});
});

test.each([`"${library}"`, `${library}\r`, `/usr/lib/a.so,${library}`, `${library};/usr/lib/a.so`])(
  'the value %j asks for the library, though the loader cannot use it',
  async (value) => {
    const process = await sampled({environment: [`LD_PRELOAD=${value}`]});
    expect(process.preload).toEqual({mapped: false, requested: value});
    expect(preloadState(process)).toBe('requested');
  },
);

test('so does a line of ld.so.preload that was written on Windows', async () => {
  const {preload} = await sampled({root: {'etc/ld.so.preload': `# ours\r\n${library}\r\n`}});
  expect(preload.requested).toBe(`${library}\r`);
});

test('an ld.so.preload that is too large says nothing', async () => {
  const {preload} = await sampled({root: {'etc/ld.so.preload': '/a.so\n'.repeat(20_000)}});
  expect(preload).toEqual({mapped: false});
});
