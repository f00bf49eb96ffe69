import {readFile} from 'node:fs/promises';
import {guard} from '../guard.js';

const file = '/proc/sys/vm/nr_hugepages';

/** Sets memory aside as huge pages of the usual size, on top of those that there are. */
export const reserveHugePages = async (mib: number): Promise<AsyncDisposable> => {
  const sizeKib = Number(
    /^Hugepagesize: +(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8'))?.[1],
  );
  const before = Number(await readFile(file, 'utf8'));
  const wanted = before + Math.ceil((mib * 1024) / sizeKib);
  const {release} = await guard({
    what: 'huge pages',
    // The kernel takes what it can get without a complaint.
    prepare: `echo ${wanted} >${file} && [ "$(cat ${file})" -eq ${wanted} ]`,
    cleanUp: `echo ${before} >${file}`,
  });
  return {[Symbol.asyncDispose]: release};
};
