import type {Measured, Soaked} from './soakTarget.js';
import type {Spread} from './spread.js';
import type {UnmergeTimes} from './unmergeTimes.js';

/** Rows of the tables in docs/opt-in-soak.md. */
export function printSoaked(kernel: string, {idle, loaded, ...soaked}: Soaked): void {
  const {name, mappings, answered, kills} = soaked;
  if (idle) printRow('idle', kernel, name, mappings, ...cellsOf(idle));
  if (loaded) printRow('loaded', kernel, name, ...cellsOf(loaded), answered, kills);
}

export function printUnmerged(kernel: string, times: readonly UnmergeTimes[]): void {
  for (const {mib, stop} of times) printRow('unmerged', kernel, mib, stop.median, stop.longest);
}

function cellsOf({stops, lateness, calls, retries}: Measured) {
  const times = [stops.in, stops.out, lateness].flatMap(timesOf);
  return [stops.in.count, calls, retries, ...times];
}

const timesOf = ({median, ninetyNine, longest}: Spread) => [median, ninetyNine, longest];

function printRow(...cells: ReadonlyArray<string | number>): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
