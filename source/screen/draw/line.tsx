import {createElement, memo} from 'react';
import {cut, fitWidth, widthOf} from '../../text/width.js';
import type {Style, Theme} from './theme.js';

/** A piece of a line in one style. */
export type Span = string | readonly [style: Style, text: string];

/** A group of spans that is shown whole or not at all; the lowest `priority` is dropped first. */
export type Item = {
  priority: number;
  spans: readonly Span[];
  /** Replaces the gap to the previous item, which must have a higher `priority`. */
  tie?: string;
  /** Columns that it takes at least, so that what follows keeps its place. */
  slot?: number;
};

/** Paints spans into exactly `width` columns, so that Ink need neither wrap nor cut. */
export function paintLine(theme: Theme, spans: readonly Span[], width: number): string {
  let line = '';
  let left = width;
  for (const span of spans) {
    if (left === 0) break;
    const isPlain = typeof span === 'string';
    const text = theme.spell(isPlain ? span : span[1]);
    const columns = widthOf(text);
    const shown = columns > left ? shorten(theme, text, left) : text;
    line += isPlain ? shown : theme.paint(span[0], shown);
    left -= columns > left ? widthOf(shown) : columns;
  }
  return line + ' '.repeat(left);
}

/** Marks a cut with an ellipsis, unless only blanks are cut. */
function shorten(theme: Theme, text: string, width: number): string {
  if (widthOf(text.trimEnd()) <= width) return cut(text, width);
  return fitWidth(text, width, theme.glyphs.ellipsis);
}

/** Paints the items that fit, each whole, with `gap` columns between them. */
export function paintItems(theme: Theme, items: readonly Item[], width: number, gap = 3): string {
  return paintLine(theme, joinItems(fittingItems(items, width, gap), gap), width);
}

/** Where `paintItems` paints the items that fit. */
export function placeItems<Placed extends Item>(
  theme: Theme,
  items: readonly Placed[],
  width: number,
  gap = 3,
): ReadonlyArray<{item: Placed; left: number; width: number}> {
  let left = 0;
  return fittingItems(items, width, gap).map((item) => {
    const texts = item.spans.map((span) => theme.spell(typeof span === 'string' ? span : span[1]));
    const place = {item, left, width: widthOf(texts.join(''))};
    left += place.width + gap;
    return place;
  });
}

/** Paints items at both edges, as many as fit. */
export function paintEdges(
  theme: Theme,
  left: readonly Item[],
  right: readonly Item[],
  width: number,
  gap = 3,
): string {
  const fitting = fittingItems([...left, ...right], width, gap);
  const shownRight = joinItems(
    right.filter((item) => fitting.includes(item)),
    gap,
  );
  const rightWidth = spansWidth(shownRight);
  const shownLeft = joinItems(
    left.filter((item) => fitting.includes(item)),
    gap,
  );
  return paintLine(theme, shownLeft, width - rightWidth) + paintLine(theme, shownRight, rightWidth);
}

/**
 * One line of the screen, painted and as wide as the screen. It is Ink's own element for a text:
 * `Text` adds a context and styles to it that are compared, and a measurement, on every change.
 */
export const Line = memo(function Line({text}: {text: string}) {
  return createElement('ink-text', {style: oneLine}, text === '' ? ' ' : text);
});

const oneLine = {height: 1, flexShrink: 1, textWrap: 'truncate'} as const;

/** Measures each item once: of a bar of keys, many are dropped. */
function fittingItems<Any extends Item>(
  items: readonly Any[],
  width: number,
  gap: number,
): readonly Any[] {
  let shown = items
    .filter(({spans}) => spans.length > 0)
    .map((item) => ({item, columns: spansWidth(item.spans)}));
  while (shown.length > 0 && joinedWidth(shown, gap) > width) {
    const lowest = Math.min(...shown.map(({item}) => item.priority));
    const dropped = shown.findLastIndex(({item}) => item.priority === lowest);
    shown = shown.filter((_, index) => index !== dropped);
  }
  return shown.map(({item}) => item);
}

/** Columns of what `joinItems` makes of measured items. */
function joinedWidth(measured: ReadonlyArray<{item: Item; columns: number}>, gap: number): number {
  let sum = 0;
  for (const [index, {item, columns}] of measured.entries()) {
    if (index > 0) sum += item.tie === undefined ? gap : widthOf(item.tie);
    const isLast = index === measured.length - 1;
    sum += isLast ? columns : Math.max(columns, item.slot ?? 0);
  }
  return sum;
}

function joinItems(items: readonly Item[], gap: number): readonly Span[] {
  return items.flatMap(({spans, tie}, index) => {
    const before = items[index - 1];
    if (!before) return spans;
    const left = Math.max(0, (before.slot ?? 0) - spansWidth(before.spans));
    const separator = tie === undefined ? ' '.repeat(gap) : (['dim', tie] as const);
    return [...(left > 0 ? [' '.repeat(left)] : []), separator, ...spans];
  });
}

function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + widthOf(typeof span === 'string' ? span : span[1]), 0);
}
