import type {Host} from '../../host/host.js';
import {findProcess} from '../../model/derive/processes.js';
import type {Inspection} from '../../model/sample/inspection.js';
import type {ProcessName, Sample} from '../../model/sample/sample.js';

type Recorded = {
  /** The sample that is looked at. */
  present(): Sample | undefined;
  /** What was known of a process when that was taken. */
  inspectionOf(process: ProcessName): Promise<Inspection | undefined>;
};

/** A host as a recording holds it, at the sample that is looked at: nothing of it can be changed. */
export function createRecordedHost({present, inspectionOf}: Recorded): Omit<Host, 'sample'> {
  return {
    async inspect(name) {
      const sample = present();
      const process = sample && findProcess(sample, name);
      if (!process) return undefined;
      const {pid, startTicks} = process;
      // Of a process that nobody looked at, all that is known stands in the sample.
      return (await inspectionOf(process)) ?? {pid, startTicks, namespaces: {}};
    },
    async write() {
      return {errno: 'RECORDING', elapsedSeconds: 0};
    },
    async close() {},
  };
}
