import {onTestFinished} from 'vitest';
import {createLocalHost, type LocalHost} from '../../../source/host/local/localHost.js';
import type {SampleDepth} from '../../../source/host/sampling/sampler.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {type KernelTreeDescription, kernelTree} from '../../fixtures/kernels/kernelTree.js';
import {type ProcessDescription, processFiles} from '../../fixtures/process.js';
import {type TreeFiles, type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {sampleUntil} from './sampleUntil.js';

const ordinary: KernelTreeDescription = {
  release: '6.18.44',
  hostname: 'hn1',
  pageSizeBytes: 4096,
  cpuCount: 2,
  totalBytes: 2 ** 34,
  availableBytes: 2 ** 33,
  uptimeSeconds: 1000,
  cgroups: 'v2',
  processes: [],
};

export type DescribedHost = {
  host: LocalHost;
  tree: WrittenTree;
  /** Writes a process as it is now; `change` may go over its files. */
  put(process: ProcessDescription, change?: (files: TreeFiles) => TreeFiles): void;
  end(pid: number): void;
};

/** A local host on a tree of files; it is closed and removed after the test. */
export function describedHost(
  description: Partial<KernelTreeDescription>,
  depth: SampleDepth = {},
): DescribedHost {
  const kernel = {...ordinary, ...description};
  return hostOn(kernel, kernelTree(kernel).files, depth);
}

export function hostOn(
  kernel: KernelTreeDescription,
  files: TreeFiles,
  depth: SampleDepth = {},
): DescribedHost {
  const tree = writeTree(files);
  const host = createLocalHost(tree, depth);
  onTestFinished(() => {
    void host.close();
    tree[Symbol.dispose]();
  });
  return {
    host,
    tree,
    put(process, change = (unchanged) => unchanged) {
      tree.remove(`proc/${process.pid}/ns`);
      tree.update(change(processFiles(process, kernel)));
    },
    end(pid) {
      tree.remove(`proc/${pid}`);
    },
  };
}

/** A sample in which every listed process was read. */
export function wholeSample(host: LocalHost): Promise<Sample> {
  return sampleUntil(host, 'every process read', isWhole);
}

export function isWhole({processes, processesPending}: Sample): boolean {
  return processes !== undefined && !processesPending;
}

export function processOf(sample: Sample, pid: number) {
  const found = sample.processes?.find((process) => process.pid === pid);
  if (!found) throw new Error(`process ${pid} is not in the sample`);
  return found;
}
