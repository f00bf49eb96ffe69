import {showUntrusted} from '../../text/untrusted.js';
import {cut, widthOf} from '../../text/width.js';

/** Directory of the KSM files, as cures spell it. */
const directory = '/sys/kernel/mm/ksm';

/** The shell line that writes parameters, one after the other; the first refusal ends it. */
export function writing(
  ...changes: ReadonlyArray<readonly [name: string, value: unknown]>
): string {
  return changes.map(([name, value]) => `echo ${value} > ${directory}/${name}`).join(' && ');
}

export const startKsmd = writing(['run', 1]);

const nameWidth = 40;

/** A name from a container, fit to stand in a sentence. */
export function nameOf(text: string): string {
  const shown = showUntrusted(text);
  return widthOf(shown) > nameWidth ? `${cut(shown, nameWidth)}…` : shown;
}

/**
 * A name from a container, fit to stand behind `#` in a line for a shell: zsh and csh take that for
 * a command, and obey what follows.
 */
export function inComment(text = ''): string {
  return text.slice(0, nameWidth).replaceAll(/[^\w.@:-]/g, '?');
}
