/** Sequences that set up the terminal for the screen and restore it. */

/** The alternate screen. */
export const enterScreen = '\u001b[?1049h';
export const leaveScreen = '\u001b[?1049l';

/** Without an alternate screen, as in mosh and GNU screen, what follows begins in the last line, emptied. */
export const lastLine = '\u001b[m\u001b[9999H\u001b[J';

/** Synchronized output: the terminal shows a frame as a whole. */
export const beginFrame = '\u001b[?2026h';
export const endFrame = '\u001b[?2026l';

/** All reports of the mouse, its highlighting, and the focus. */
const reports = [9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016];

/** Turned off, as a crashed program may have left them on. */
const reportsOff = `\u001b[?${reports.join(';')}l`;

/** Buttons and wheel, as SGR reports. The encoding is set first and reset last, so that none is X10's. */
export const mouseOn = '\u001b[?1006h\u001b[?1000h';
export const mouseOff = '\u001b[?1000l\u001b[?1006l';

/** Resets xterm's modifyOtherKeys; the second sequence resets consoles that take it for a color. */
const resetKeys = '\u001b[>4m\u001b[m';

/** kitty's keyboard protocol: push no flags, pop them. */
const pushNoFlags = '\u001b[>0u';
const popFlags = '\u001b[<u';

/** To send after entering the alternate screen, which has its own keyboard flags. */
export const keyboardSetup = reportsOff + resetKeys + pushNoFlags;
/** To send before leaving it. */
export const keyboardRestore = popFlags;
