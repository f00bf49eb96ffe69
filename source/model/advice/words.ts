import {showUntrusted} from '../../text/untrusted.js';
import {cut, widthOf} from '../../text/width.js';
import type {Values} from '../tuning/checkValue.js';

/** A cure that sets parameters, all or none, in the order that the kernel requires. */
export function settingCure(values: Values): {cure: string; values: Values} {
  const words = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return {cure: `ksmtop set ${words.join(' ')}`, values};
}

export const startKsmd = settingCure({run: '1'});

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
