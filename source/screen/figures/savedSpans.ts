import {formatBytes, formatShare, formatSignedBytes} from '../../text/units.js';
import type {Span} from '../draw/line.js';

/** What is saved, and its share of the memory: `24.0 MiB = 2.5 % of RAM`. */
export function savedSpans(figures: {
  savedBytes?: number | undefined;
  savedShareOfMemory?: number | undefined;
}): Span[] {
  const {savedBytes, savedShareOfMemory: share} = figures;
  const saved: Span = ['bold', formatBytes(savedBytes)];
  return share === undefined
    ? [saved]
    : [saved, ['dim', ' = '], formatShare(share), ['dim', ' of RAM']];
}

/** `profit +23.5 MiB`, in another style where it is a loss. */
export function profitSpans(profitBytes: number | undefined): Span[] {
  const style = (profitBytes ?? 0) < 0 ? 'bad' : 'plain';
  return [
    ['dim', 'profit '],
    [style, formatSignedBytes(profitBytes)],
  ];
}
