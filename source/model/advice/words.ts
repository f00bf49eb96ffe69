import {showUntrusted} from '../../text/untrusted.js';
import {cut, widthOf} from '../../text/width.js';

/** Directory of the KSM files, as cures spell it. */
const directory = '/sys/kernel/mm/ksm';

/** The shell line that writes parameters one after the other, up to the first that is refused. */
export function writeCommand(
  ...changes: ReadonlyArray<readonly [name: string, value: unknown]>
): string {
  return changes.map(([name, value]) => `echo ${value} > ${directory}/${name}`).join(' && ');
}

export const startKsmd = writeCommand(['run', 1]);

const nameWidth = 40;

/** A name from inside a container, safe and short enough for a sentence. */
export function nameOf(text: string): string {
  const shown = showUntrusted(text);
  return widthOf(shown) > nameWidth ? `${cut(shown, nameWidth)}…` : shown;
}

/**
 * A name from inside a container, safe behind `#` in a shell line: interactive zsh and csh do not
 * take that for a comment, and run what follows.
 */
export function inComment(text = ''): string {
  return text.slice(0, nameWidth).replaceAll(/[^\w.@:-]/g, '?');
}
