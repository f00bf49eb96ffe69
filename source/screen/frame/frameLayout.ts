import {trendNames} from '../../model/sample/history.js';

/** The header, and a blank line. */
const headerLines = 5;
/** With the key bar. */
const frameLines = headerLines + 1;

/** How many lines the parts of a screen have. */
export type FrameLayout = {
  /** The view covers header and trends. */
  isCovered: boolean;
  /** The line where the trends begin, or the chart in their place. */
  upperTop: number;
  /** Lines of these. */
  upperLines: number;
  /** Lines of the short header above a view that covers the whole one. */
  shortHeaderLines: number;
  /** Blank lines above the view. */
  gapLines: number;
  /** The line where the view begins. */
  viewTop: number;
  viewLines: number;
};

type Parts = {
  height: number;
  lowerLines: number;
  hasChart: boolean;
  /** The replay's title stays above a view that covers the header. */
  hasTitle: boolean;
  view: {whole?: boolean; roomyFrom?: number};
};

export function frameLayout({height, lowerLines, hasChart, hasTitle, view}: Parts): FrameLayout {
  const upperLines = hasChart ? chartLines(height) : trendNames.length;
  const restLines = height - frameLines - upperLines;
  const {whole = false, roomyFrom = Number.POSITIVE_INFINITY} = view;
  const gapLines = whole ? 1 : 0;
  const isCovered = whole && restLines - gapLines <= roomyFrom;
  // A view that changes ksmd shows what becomes of it.
  const shortHeaderLines = isCovered && view.roomyFrom !== undefined ? 2 : 0;
  const coveredTop = (hasTitle ? 1 : 0) + shortHeaderLines;
  return {
    isCovered,
    shortHeaderLines,
    upperTop: headerLines,
    upperLines,
    gapLines,
    viewTop: isCovered ? coveredTop : headerLines + upperLines + gapLines,
    viewLines: isCovered ? height - coveredTop - lowerLines - 1 : restLines - gapLines - lowerLines,
  };
}

/** Half of the screen, as long as four rows and the status line stay visible. */
function chartLines(height: number): number {
  return Math.min(height - frameLines - 7, Math.max(11, Math.floor(height / 2)));
}
