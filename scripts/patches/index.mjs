import {inkWholeRows} from './ink-whole-rows.mjs';
import {inkWithoutDevtools} from './ink-without-devtools.mjs';
import {lazyUnicodeData} from './lazy-unicode-data.mjs';
import {stringWidthFastPath} from './string-width-fast-path.mjs';
import {yogaAtOnce} from './yoga-at-once.mjs';

/**
 * Every change to a bundled package. None changes what the program shows or does.
 *
 * The gain that each one names was measured by `node scripts/bench/patchGains.mjs`: CPU time with all
 * patches but this one, and with all, on 2 shared processors (Xeon), Node 24. A patch that gains less
 * than 10 ms of a first frame and less than 20 % of the live screen's CPU is not worth its upkeep.
 */
export const patches = [
  inkWholeRows,
  inkWithoutDevtools,
  lazyUnicodeData,
  stringWidthFastPath,
  yogaAtOnce,
];
