import {describe, expect, test} from 'vitest';
import {inspectProcess} from '../source/host/inspect/inspect.js';
import {readSurroundings} from '../source/host/sampling/readSurroundings.js';
import {createSampler} from '../source/host/sampling/sampler.js';
import {advance} from '../source/model/advance.js';
import {examine} from '../source/model/checks/examine.js';
import {deriveProcess} from '../source/model/derive/processes.js';
import {diagnose} from '../source/model/diagnosis/diagnosis.js';
import type {Model} from '../source/model/model.js';
import type {Sample} from '../source/model/sample/sample.js';
import {examinationJson, examinationText} from '../source/output/examination.js';
import {formats} from '../source/output/formats.js';
import {loadWriter} from '../source/output/loadWriter.js';
import {kernels} from './fixtures/kernels/kernels.js';
import {type Pick, random} from './fixtures/random.js';
import {createTreeReader, type TreeReader} from './fixtures/treeReader.js';
import {steering} from './support/hosts/hostileNames.js';
import {parseCsv, parseExposition} from './support/parseOutput.js';
import {cases} from './support/soak.js';

const trees = cases(2000, 10_000);
const treesPerKernel = Math.ceil(trees / Object.keys(kernels).length);
const mounts = {procfs: '/proc', sysfs: '/sys'};
/** No runtime answers: names come from files alone. */
const userSpace = {hostRoot: '/', askSocket: async () => undefined};
const awkward = ['', '\n', '0', '-1', '18446744073709551615', '1e999', 'max', '\0', '\u001b[2J'];

/** Breaks some files as bad memory, odd kernels and hostile programs would. */
function mutateTree(tree: TreeReader, pick: Pick): void {
  const {paths} = tree;
  for (let change = pick(12); change >= 0; change--) {
    const path = paths[pick(paths.length)] ?? '';
    const entry = tree.get(path) ?? '';
    const bytes = typeof entry === 'object' && 'link' in entry ? entry.link : entry;
    switch (pick(6)) {
      case 0:
        tree.remove(path);
        break;
      case 1:
        tree.remove(
          path
            .split('/')
            .slice(0, 1 + pick(4))
            .join('/'),
        );
        break;
      case 2:
        tree.set(path, awkward[pick(awkward.length)] ?? '');
        break;
      case 3:
        tree.set(path, tree.get(paths[pick(paths.length)] ?? '') ?? '');
        break;
      case 4:
        tree.set(path, numbersChanged(Buffer.from(bytes).toString('latin1'), pick));
        break;
      default:
        tree.set(path, bytesChanged(Buffer.from(bytes), pick));
    }
  }
}

function numbersChanged(text: string, pick: Pick): Buffer {
  const changed = text.replaceAll(/\d+/g, (digits) => {
    switch (pick(6)) {
      case 0:
        return '9'.repeat(1 + pick(25));
      case 1:
        return `-${digits}`;
      case 2:
        return '0';
      default:
        return digits;
    }
  });
  return Buffer.from(changed, 'latin1');
}

function bytesChanged(bytes: Buffer, pick: Pick): Buffer {
  const copy = Buffer.from(bytes);
  for (let change = pick(8); change >= 0; change--) copy[pick(copy.length + 1)] = pick(256);
  return copy.subarray(0, pick(3) === 0 ? pick(copy.length + 1) : copy.length);
}

type Sampler = ReturnType<typeof createSampler>;

/** A sample with every process in it, unless the tree has become one that cannot be read. */
async function wholeSample({sample}: Sampler): Promise<Sample | undefined> {
  for (let tries = 0; tries < 1000; tries++) {
    const taken = await sample().catch(expectSentence);
    if (!taken || (taken.processes && !taken.processesPending)) return taken;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('The processes were never read.');
}

function expectSentence(error: unknown): undefined {
  expect(String(error)).toMatch(/^Error: \/proc cannot be listed any more: \w+\.$/);
}

/** Everything that can be printed of a model. */
async function printAll(tree: TreeReader, model: Model): Promise<string[]> {
  const options = {filter: undefined, top: 5, page: {}, spell: (line: string) => line};
  const diagnosed = [];
  for (const process of model.sample.processes?.slice(-1) ?? []) {
    const inspection = await inspectProcess(tree, mounts.procfs, process);
    if (!inspection) continue;
    const row = deriveProcess(model, process);
    diagnosed.push({process, diagnosis: diagnose({row, inspection, ...model})});
  }
  const examined = examine(model, await readSurroundings(tree, mounts, '/'), diagnosed);
  return [
    ...(await Promise.all(
      formats.map(async (format) => (await loadWriter(format))(options)(model)),
    )),
    examinationText(model.sample, examined, {spell: (line) => line}),
    examinationJson(model.sample, examined),
  ];
}

function expectClean(text: string): void {
  expect(text).not.toMatch(/\b(?:NaN|Infinity|undefined)\b/);
  expect(text).not.toMatch(steering);
  if (text.startsWith('{')) JSON.parse(text);
  else if (text.startsWith('time,')) parseCsv(text);
  else if (text.startsWith('#')) parseExposition(text);
}

describe(`${trees} mutated trees crash nothing and print no nonsense`, () => {
  test.each(Object.entries(kernels))(
    '%s',
    async (name, {files}) => {
      const pick = random(Object.keys(kernels).indexOf(name) + 1);
      let printed = 0;
      for (let round = 0; round < treesPerKernel; round++) {
        const tree = createTreeReader(files);
        mutateTree(tree, pick);
        const sampler = createSampler(tree, mounts, userSpace);
        let model: Model | undefined;
        for (let look = 0; look < 2; look++) {
          const sample = await wholeSample(sampler);
          if (!sample) break;
          model = advance(model, {...sample, monotonicMs: 1000 * (look + 1)});
          for (const text of await printAll(tree, model)) expectClean(text);
          printed++;
          mutateTree(tree, pick);
        }
        sampler.stop();
      }
      // Few trees are so broken that there is no host in them.
      expect(printed).toBeGreaterThan(1.5 * treesPerKernel);
    },
    300_000,
  );
});
