import {type ParameterName, parameters} from '../../kernel/ksm/parameters.js';
import type {Values} from './checkValue.js';

/** One write of a plan: the file's value before it (absent: unknown) and after it. */
export type Write = {name: ParameterName; from?: string; to: string};

/** The kernel sets pages_to_scan to this when its advisor is turned off. */
const pagesAfterAdvisor = '100';

/**
 * The writes from the present to the wanted values, in an order that the kernel accepts: what needs
 * unmerged pages between an unmerge and a start; the advisor's initial value before the advisor, and
 * pages_to_scan, which the advisor overwrites, after it; a stop first, a start last.
 */
export function orderWrites(present: Values, wanted: Values, merged: boolean): Write[] {
  const held: Partial<Record<ParameterName, string>> = {...present};
  const writes: Write[] = [];
  const write = (name: ParameterName, to: string | undefined) => {
    const from = held[name];
    if (to === undefined || to === from) return;
    writes.push({name, ...(from !== undefined && {from}), to});
    held[name] = to;
  };

  const run = wanted.run ?? present.run;
  const differs = (name: ParameterName) =>
    wanted[name] !== undefined && wanted[name] !== present[name];
  if (merged && unmergedOnly.some(differs)) write('run', '2');
  if (run !== '1') write('run', wanted.run);
  for (const name of unmergedOnly) write(name, wanted[name]);

  write('advisor_min_pages_to_scan', wanted.advisor_min_pages_to_scan);
  if (differs('advisor_mode')) {
    write('advisor_mode', wanted.advisor_mode);
    const rewritten =
      held.advisor_mode === 'none' ? pagesAfterAdvisor : held.advisor_min_pages_to_scan;
    if (rewritten !== undefined) held.pages_to_scan = rewritten;
  }
  for (const {name} of parameters) {
    const own = name !== 'pages_to_scan' || held.advisor_mode !== 'scan-time';
    if (name !== 'run' && own) write(name, wanted[name]);
  }
  write('run', run);
  return writes;
}

const unmergedOnly: readonly ParameterName[] = parameters
  .filter((parameter) => 'needsUnmerged' in parameter)
  .map(({name}) => name);
