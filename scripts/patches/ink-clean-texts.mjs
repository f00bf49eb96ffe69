import {replaceExactly} from '../patch.mjs';
import {narrowInColours} from './narrow.mjs';

/**
 * Ink takes every text apart, twice a frame, to leave out what a terminal should not get. In one of
 * narrow characters and colours there is nothing of that kind.
 *
 * CPU of the live screen with 100 processes: 15.5 → 13.5 ms/s.
 *
 * @type {import('../patch.mjs').Patch}
 */
export const inkCleanTexts = {
  name: 'ink-clean-texts',
  file: /[\\/]ink[\\/]build[\\/]squash-text-nodes\.js$/,
  apply(code) {
    const sanitize = "text = sanitizeAnsi(text.replaceAll('\\r\\n', '\\n'));";
    return `${replaceExactly(code, sanitize, `if (clean.test(text)) return text;\n    ${sanitize}`)}
const clean = /${narrowInColours}/;
`;
  },
};
