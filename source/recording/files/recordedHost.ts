import type {Host} from '../../host/host.js';
import {findProcess} from '../../model/derive/processes.js';
import type {Inspection} from '../../model/sample/inspection.js';
import type {ProcessName, Sample} from '../../model/sample/sample.js';

type Recorded = {
  /** The sample on display. */
  present(): Sample | undefined;
  /** What was known of a process at that time. */
  inspectionOf(process: ProcessName): Promise<Inspection | undefined>;
};

/** The recorded host at the sample on display: it can be inspected, but not changed. */
export function createRecordedHost({present, inspectionOf}: Recorded): Omit<Host, 'sample'> {
  return {
    async inspect(name) {
      const sample = present();
      const process = sample && findProcess(sample, name);
      if (!process) return undefined;
      const {pid, startTicks} = process;
      // Of a process that was not inspected, only the sample is known.
      return (await inspectionOf(process)) ?? {pid, startTicks, namespaces: {}};
    },
    async write() {
      return {errno: 'RECORDING', elapsedSeconds: 0};
    },
    async close() {},
  };
}
