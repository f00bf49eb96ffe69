import type {ProcessKsm} from '../../kernel/process/ksmStat.js';
import type {ProcessSample} from '../sample/sample.js';
import type {Doubt} from './doubt.js';

/** Counts of a process that may be impossible. */
export const countFields = ['mergingPages', 'rmapItems', 'zeroPages'] as const;
export type CountField = (typeof countFields)[number];

const names: Readonly<Record<CountField, string>> = {
  mergingPages: 'ksm_merging_pages',
  rmapItems: 'ksm_rmap_items',
  zeroPages: 'ksm_zero_pages',
};

/** Why counts of processes are impossible. */
export type Reasons = Map<ProcessSample, Partial<Record<CountField, string>>>;

type Processes = readonly ProcessSample[];

const judged = new WeakMap<ProcessSample, {key: string; process: ProcessSample}>();
const lists = new WeakMap<Processes, Processes>();

/** Removes doubtful counts; returns the same processes and list as before while nothing changed. */
export function withDoubts(processes: Processes, reasons: Reasons): Processes {
  if (reasons.size === 0) return processes;
  const list = processes.map((process) => {
    const why = reasons.get(process);
    return why ? withoutDoubtful(process, why) : process;
  });
  const known = lists.get(processes);
  if (known?.every((process, index) => process === list[index])) return known;
  lists.set(processes, list);
  return list;
}

function withoutDoubtful(
  process: ProcessSample,
  why: Partial<Record<CountField, string>>,
): ProcessSample {
  const key = JSON.stringify(why);
  const known = judged.get(process);
  if (known?.key === key) return known.process;
  const ksm: ProcessKsm = {...process.ksm};
  const doubts: Doubt[] = [];
  for (const field of countFields) {
    const reason = why[field];
    if (reason === undefined) continue;
    doubts.push({figure: names[field], value: ksm[field] ?? 0, reason});
    delete ksm[field];
  }
  if (ksm.profitBytes !== undefined) {
    const [first] = doubts;
    const reason = `is computed from ${first?.figure}, which is impossible`;
    doubts.push({figure: 'ksm_process_profit', value: ksm.profitBytes, reason});
    delete ksm.profitBytes;
  }
  const result = {...process, ksm, doubts};
  judged.set(process, {key, process: result});
  return result;
}
