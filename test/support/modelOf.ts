import {createLocalHost} from '../../source/host/local/localHost.js';
import {advance} from '../../source/model/advance.js';
import type {Model} from '../../source/model/model.js';
import type {Sample} from '../../source/model/sample/sample.js';
import type {KernelTree} from '../fixtures/kernelTree.js';
import {type TreeFiles, writeTree} from '../fixtures/tree.js';

/** 2026-11-23 10:15:32.123 UTC. */
const firstMs = Date.UTC(2026, 10, 23, 10, 15, 32, 123);

/**
 * What ksmtop makes of a described host: first as it is, then two seconds after each set of
 * changed files.
 */
export async function modelOf(tree: KernelTree, ...changes: readonly TreeFiles[]): Promise<Model> {
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

async function wholeSample(host: ReturnType<typeof createLocalHost>): Promise<Sample> {
  for (;;) {
    const sample = await host.sample();
    if (sample.processes && !sample.processesPending) return sample;
  }
}

/** The clocks of a test do not depend on the machine. */
function at(passedMs: number, sample: Sample): Sample {
  return {...sample, timeMs: firstMs + passedMs, monotonicMs: 50_000 + passedMs};
}
