import type {CounterName} from '../../source/kernel/counters.js';
import type {Meminfo} from '../../source/kernel/meminfo.js';
import type {Values} from '../../source/model/check.js';
import type {ProcessSample, Sample} from '../../source/model/sample.js';

type Given = {
  seconds?: number;
  parameters?: Values;
  counters?: Partial<Record<CounterName, number>>;
  cpuTicks?: number;
  memory?: Meminfo;
  processes?: readonly ProcessSample[];
};

/** A sample with what matters to a test in it, and nothing else. */
export function sampleOf(given: Given): Sample {
  const {seconds = 0, parameters = {}, counters = {}, cpuTicks, memory = {}, processes} = given;
  return {
    timeMs: 1_800_000_000_000 + seconds * 1000,
    monotonicMs: seconds * 1000,
    host: {
      name: 'hn1',
      kernelRelease: '6.18.44',
      cpuCount: 2,
      pageSizeBytes: 4096,
      rmapItemBytes: 64,
      ticksPerSecond: 100,
    },
    ksm: {parameters, counters},
    memory,
    vmstat: {},
    ...(cpuTicks !== undefined && {ksmd: {pid: 37, cpuTicks}}),
    ...(processes && {processes}),
    containerMemory: {},
  };
}
