import type {Sample} from '../model/sample.js';
import type {Host} from './host.js';

/** A host as a recording holds it, at the sample that is looked at: nothing of it can be changed. */
export function createRecordedHost(present: () => Sample | undefined): Omit<Host, 'sample'> {
  return {
    async inspect({pid, startTicks}) {
      const {timeMs = 0, processes} = present() ?? {};
      const isSame = (process: {pid: number; startTicks: number}) =>
        process.pid === pid && process.startTicks === startTicks;
      // Nobody looked at its memory map then: all that is known stands in the sample.
      return processes?.some(isSame) ? {pid, startTicks, timeMs, namespaces: {}} : undefined;
    },
    async write() {
      return {errno: 'RECORDING', elapsedSeconds: 0};
    },
    async close() {},
  };
}
