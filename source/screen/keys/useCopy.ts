import {createContext, useContext} from 'react';
import {showUntrusted} from '../../text/untrusted.js';
import {fitWidth, widthOf} from '../../text/width.js';

/** Copies a text to the clipboard of the terminal; returns false where it is too long. */
const CopyContext = createContext<(text: string) => boolean>(() => false);

export const CopyProvider = CopyContext.Provider;

/** Of the text, in the sentence that says what was copied. */
const mostColumns = 60;

/** Copies lines, which may hold untrusted text, and says so. */
export function useCopy(remark: (text: string) => void): (text: string) => void {
  const copy = useContext(CopyContext);
  return (text) => {
    const lines = text.split('\n').map(showUntrusted);
    const [first = ''] = lines;
    if (text === '') return remark('There is nothing to copy here.');
    if (!copy(lines.join('\n'))) return remark('This is too long for the clipboard of a terminal.');
    const shown = widthOf(first) > mostColumns ? fitWidth(first, mostColumns) : first;
    const count = lines.length > 1 ? ` (${lines.length} lines)` : '';
    remark(`Copied, if the terminal allows it (OSC 52): ${shown}${count}`);
  };
}
