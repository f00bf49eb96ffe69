import {createLocalHost} from '../../../source/host/local/localHost.js';
import {advance} from '../../../source/model/advance.js';
import type {Model} from '../../../source/model/model.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import type {KernelTree} from '../../fixtures/kernels/kernelTree.js';
import {type TreeFiles, writeTree} from '../../fixtures/tree.js';
import {wholeSample} from './describedHost.js';

/** 2026-11-23 10:15:32.123 UTC. */
const firstMs = Date.UTC(2026, 10, 23, 10, 15, 32, 123);

/** Of hosts that do not change, each read once. */
const models = new WeakMap<KernelTree, Promise<Model>>();

/**
 * What ksmtop makes of a described host: first as it is, then two seconds after each set of
 * changed files.
 */
export function modelOf(tree: KernelTree, ...changes: readonly TreeFiles[]): Promise<Model> {
  if (changes.length > 0) return readModel(tree, changes);
  const model = models.get(tree) ?? readModel(tree, []);
  models.set(tree, model);
  return model;
}

async function readModel(tree: KernelTree, changes: readonly TreeFiles[]): Promise<Model> {
  using files = writeTree(tree.files);
  const host = createLocalHost(files);
  let model = advance(undefined, at(0, await wholeSample(host)));
  for (const [index, change] of changes.entries()) {
    files.update(change);
    model = advance(model, at(2000 * (index + 1), await wholeSample(host)));
  }
  await host.close();
  return model;
}

/** The clocks of a test do not depend on the machine. */
function at(passedMs: number, sample: Sample): Sample {
  return {...sample, timeMs: firstMs + passedMs, monotonicMs: 50_000 + passedMs};
}
