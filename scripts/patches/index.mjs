import {ansiTokenizeFastPath} from './ansi-tokenize-fast-path.mjs';
import {inkCleanTexts} from './ink-clean-texts.mjs';
import {inkKeepsFewerSizes} from './ink-keeps-fewer-sizes.mjs';
import {inkWholeRows} from './ink-whole-rows.mjs';
import {inkWithoutDevtools} from './ink-without-devtools.mjs';
import {lazyUnicodeData} from './lazy-unicode-data.mjs';
import {stringWidthFastPath} from './string-width-fast-path.mjs';
import {yogaAtOnce} from './yoga-at-once.mjs';

/**
 * Every change to a bundled package. None changes what the program shows or does.
 *
 * The gain that each one names is the median of 31 interleaved runs with all patches against all
 * but this one, on Node 24 where `node -e 0` took 33 ms: the first frame of a one-line screen in a
 * 160×45 terminal, or CPU for a frame of 44 full rows with sparklines. CPU of the live screen is one
 * run of twenty seconds each.
 */
export const patches = [
  ansiTokenizeFastPath,
  inkCleanTexts,
  inkKeepsFewerSizes,
  inkWholeRows,
  inkWithoutDevtools,
  lazyUnicodeData,
  stringWidthFastPath,
  yogaAtOnce,
];
