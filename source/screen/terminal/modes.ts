/** What a terminal is told when the screen takes it, and when it is given back. */

/** Reports of the mouse in all forms, of its highlighting, and of the focus. */
const reports = [9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016];

/** A program that crashed before this one may have left on what sends more than keys. */
const reportsOff = `\u001b[?${reports.join(';')}l`;

/** xterm's other keys as they are by default; a console that takes it for a color takes it back. */
const usualKeys = '\u001b[>4m\u001b[m';

/** Kitty's protocol: no flags on top of those that are set, and back to those. */
const pushNoFlags = '\u001b[>0u';
const popFlags = '\u001b[<u';

/** For behind the beginning of the alternate screen, which has flags of its own. */
export const quietKeyboard = reportsOff + usualKeys + pushNoFlags;
/** For before its end. */
export const formerKeyboard = popFlags;
