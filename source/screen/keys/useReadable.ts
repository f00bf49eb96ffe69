import {useLayoutEffect, useRef} from 'react';

/** Too short to read and answer a question. */
const readingMs = 300;

/**
 * Whether a question had been shown for long enough on the screen that the user saw.
 * @param isAsked The question is shown.
 */
export function useReadable(isAsked: boolean): (seenMs: number) => boolean {
  const shownMs = useRef(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    shownMs.current = isAsked ? performance.now() : Number.POSITIVE_INFINITY;
  }, [isAsked]);
  return (seenMs) => seenMs - shownMs.current >= readingMs;
}
