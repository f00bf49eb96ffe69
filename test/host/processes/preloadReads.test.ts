import {expect, onTestFinished, test, vi} from 'vitest';
import type {Reader} from '../../../source/host/io/reader.js';
import {createLocalReader} from '../../../source/host/local/localReader.js';
import {createSampler} from '../../../source/host/sampling/sampler.js';
import {isPassing} from '../../../source/kernel/readFailure.js';
import {preloadState} from '../../../source/model/derive/preloadState.js';
import type {PreloadFacts, Sample} from '../../../source/model/sample/sample.js';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {kernelTree} from '../../fixtures/kernels/kernelTree.js';
import {type TreeFiles, writeTree} from '../../fixtures/tree.js';
import {describedHost, isWhole, processOf} from '../../support/hosts/describedHost.js';
import {sampleUntil} from '../../support/hosts/sampleUntil.js';
import {until} from '../../support/until.js';

const library = '/usr/lib64/libksm_preload.so';
const container = {container: 'lxc:web', cgroup: '/lxc.payload.web', innerPid: 1} as const;

const isRequestKnown = ({requested}: PreloadFacts) => requested !== undefined;

async function sampled(
  process: {environment?: readonly string[]; root?: TreeFiles},
  over: TreeFiles = {},
  isKnown: (preload: PreloadFacts) => boolean = () => true,
) {
  const {host, put} = describedHost({});
  put({pid: 501, command: 'java', ...container, root: {'etc/': ''}, ...process}, (files) => ({
    ...files,
    ...over,
  }));
  const isAnswered = (sample: Sample) => {
    const {refusal, preload} = processOf(sample, 501);
    return !isPassing(refusal?.errno) && isKnown(preload);
  };
  const sample = await sampleUntil(host, 'an answer', (each) => isWhole(each) && isAnswered(each));
  return processOf(sample, 501);
}

test('a variable behind megabytes of others is found', async () => {
  const others = Array.from(
    {length: 30_000},
    (_, index) => `SERVICE_${index}_PORT_8080=tcp://10.96.0.1:8080`,
  );
  const {preload} = await sampled(
    {environment: [...others, `LD_PRELOAD=${library}`]},
    {},
    isRequestKnown,
  );
  expect(preload.requested).toBe(library);
});

test('what is not found in an environment that is too large is unknown', async () => {
  const process = await sampled({}, {'proc/501/environ': Buffer.alloc(9 * 2 ** 20, 'A=1\0')});
  expect(process.preload).toEqual({mapped: false});
  expect(preloadState(process)).toBe('unknown');
});

test('what is not found in maps that are too large is unknown', async () => {
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
    const process = await sampled({environment: [`LD_PRELOAD=${value}`]}, {}, isRequestKnown);
    expect(process.preload).toEqual({mapped: false, requested: value});
    expect(preloadState(process)).toBe('requested');
  },
);

test('a line of ld.so.preload that was written on Windows asks for the library, too', async () => {
  const {preload} = await sampled(
    {root: {'etc/ld.so.preload': `# ours\r\n${library}\r\n`}},
    {},
    isRequestKnown,
  );
  expect(preload.requested).toBe(`${library}\r`);
});

test('an ld.so.preload that cannot be read for now is read later', async () => {
  vi.useFakeTimers({toFake: ['performance']});
  onTestFinished(() => void vi.useRealTimers());
  using tree = writeTree({
    ...kernelTree({
      ...kernel6_18,
      memory: {},
      processes: [
        {pid: 501, command: 'java', ...container, root: {'etc/ld.so.preload': `${library}\n`}},
      ],
    }).files,
  });
  const local = createLocalReader();
  let isShort = true;
  const reader: Reader = {
    ...local,
    read: (requests) =>
      local.read(
        requests.map((request) =>
          isShort && request.root !== undefined
            ? {...request, take: () => request.fail?.('EMFILE')}
            : request,
        ),
      ),
  };
  const sampler = createSampler(reader, tree, {hostRoot: tree.directory});
  const requestedUntil = (isWanted: (requested: string | false | undefined) => boolean) =>
    until('what is known of the request', async () => {
      const sample = await sampler.sample();
      const process = isWhole(sample) && sample.processes?.find(({pid}) => pid === 501);
      return process && isWanted(process.preload.requested) && process;
    });
  const unread = await requestedUntil((requested) => requested === undefined);
  expect(preloadState(unread)).toBe('unknown');
  isShort = false;
  vi.advanceTimersByTime(2000);
  const read = await requestedUntil((requested) => requested !== undefined);
  expect(read.preload.requested).toBe(library);
  sampler.stop();
  local.close();
});

test('what an ld.so.preload requests that is too large is unknown', async () => {
  const {preload} = await sampled({root: {'etc/ld.so.preload': '/a.so\n'.repeat(20_000)}});
  expect(preload).toEqual({mapped: false});
});
