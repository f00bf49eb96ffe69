import type {Inspection} from '../model/inspection.js';
import type {Sample} from '../model/sample.js';
import type {Host} from './host.js';

type Recorded = {
  /** The sample that is looked at. */
  present(): Sample | undefined;
  /** What was known of a process when that was taken. */
  inspectionOf(process: {pid: number; startTicks: number}): Promise<Inspection | undefined>;
};

/** A host as a recording holds it, at the sample that is looked at: nothing of it can be changed. */
export function createRecordedHost({present, inspectionOf}: Recorded): Omit<Host, 'sample'> {
  return {
    async inspect({pid, startTicks}) {
      const isSame = (process: {pid: number; startTicks: number}) =>
        process.pid === pid && process.startTicks === startTicks;
      if (!present()?.processes?.some(isSame)) return undefined;
      // Of a process that nobody looked at, all that is known stands in the sample.
      return (await inspectionOf({pid, startTicks})) ?? {pid, startTicks, namespaces: {}};
    },
    async write() {
      return {errno: 'RECORDING', elapsedSeconds: 0};
    },
    async close() {},
  };
}
