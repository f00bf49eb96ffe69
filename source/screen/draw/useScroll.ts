import {useState} from 'react';
import {findKey} from '../keys/keyTable.js';
import {passesPanel} from '../keys/panelKeys.js';
import {useKeys} from '../keys/useKeys.js';
import {scrollPosition, scrollTarget} from './scroll.js';

type Scrolled = {
  /** Lines there are. */
  lines: number;
  /** Lines that fit. */
  page: number;
  closingKeys: ReadonlySet<string>;
  close: () => void;
  /** Takes a key before it scrolls; returns whether it did. */
  take?: (key: string, seenMs: number) => boolean;
  /** Copies what can be pasted of the visible lines; absent: nothing can. */
  copy?: (firstLine: number) => void;
};

/** A panel that only scrolls: its first visible line, and its position. */
export function useScroll({lines, page, closingKeys, close, take, copy}: Scrolled) {
  const [offset, setOffset] = useState(0);
  const highest = Math.max(0, lines - page);
  const start = Math.min(offset, highest);
  useKeys('panel', (key, seenMs) => {
    if (take?.(key, seenMs)) return true;
    const target = scrollTarget(key, start, page, highest);
    if (target !== undefined) setOffset(Math.min(highest, Math.max(0, target)));
    else if (closingKeys.has(key)) close();
    else if (copy && findKey(key)?.action === 'copy') copy(start);
    else return passesPanel(key) ? false : 'unused';
    return true;
  });
  return {start, position: scrollPosition(start, page, lines)};
}
