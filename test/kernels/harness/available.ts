import {writeSync} from 'node:fs';
import {missing} from '../../support/requirements.js';
import {type DebianKernel, debianKernels} from './debianKernels.js';
import {fetchKernel} from './fetchKernel.js';

/**
 * The kernels of the matrix with the paths of their images; says in a line each which cannot be
 * had, and why. Those are tests to skip, for they have no image.
 */
export const availableKernels = async (): Promise<
  ReadonlyArray<DebianKernel & {image: string | undefined}>
> => {
  const unable = missing('kernels', 'qemu', 'apt', 'busybox', 'gcc', 'libc');
  const kernels = [];
  for (const kernel of debianKernels) {
    kernels.push({...kernel, image: unable ? undefined : await imageOf(kernel)});
  }

  return kernels;
};

/** The path of its image; says in a line why there is none. */
export const imageOf = async (kernel: DebianKernel): Promise<string | undefined> => {
  try {
    return await fetchKernel(kernel);
  } catch (error) {
    // What apt complains of, without the long command line before it.
    const [reason] = /^[EW]: .*/m.exec(String(error)) ?? String(error).split('\n');
    writeSync(2, `SKIPPED Linux ${kernel.series}: no ${kernel.package} to be had: ${reason}\n`);
    return undefined;
  }
};
