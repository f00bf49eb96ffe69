import {memo} from 'react';
import {adviceOf} from '../../../model/advice/advice.js';
import {type Headline, headlineOf} from '../../../model/advice/situation.js';
import {isStopped} from '../../../model/derive/ksmd/paceWindow.js';
import {hostVerdict} from '../../../model/derive/verdict.js';
import type {Model} from '../../../model/model.js';
import {fullScanTime} from '../../../model/tuning/forecast.js';
import {
  formatBytes,
  formatLarge,
  formatPercent,
  formatSeconds,
  formatShare,
  groupThousands,
} from '../../../text/units.js';
import {widthOf} from '../../../text/width.js';
import {cutWords} from '../../../text/wrap.js';
import {type Item, Line, paintItems, type Span} from '../../draw/line.js';
import {type Theme, useTheme} from '../../draw/theme.js';
import {profitSpans, savedSpans} from '../../figures/savedSpans.js';
import {verdictStyle} from '../../figures/verdictStyle.js';
import {type Session, Title} from './title.js';

type HeaderProps = Session & {model: Model; width: number};

/** Four lines: the host, ksmd, what is saved, the most important advice. */
export const Header = memo(function Header({model, width, ...session}: HeaderProps) {
  const theme = useTheme();
  return (
    <>
      <Title model={model} width={width} {...session} />
      <Line text={ksmdLine(theme, model, width)} />
      <Line text={savedLine(theme, model, width)} />
      <Line text={adviceLine(theme, headlineOf(model, adviceOf(model)), width)} />
    </>
  );
});

/** Two lines, which stay above a panel that covers the rest: ksmd, what is saved. */
export const ShortHeader = memo(function ShortHeader({
  model,
  width,
}: Pick<HeaderProps, 'model' | 'width'>) {
  const theme = useTheme();
  return (
    <>
      <Line text={ksmdLine(theme, model, width)} />
      <Line text={savedLine(theme, model, width)} />
    </>
  );
});

export function ksmdLine(theme: Theme, model: Model, width: number): string {
  const {sample, rates} = model;
  const {parameters = {}} = sample.ksm ?? {};
  if (!sample.ksm)
    return labeled(theme, 'ksmd', [{priority: 1, spans: [['bad', 'no KSM']]}], width);
  const {run} = parameters;
  const items: Item[] = [{priority: 9, slot: 9, spans: runState(theme, run)}];
  if (run !== undefined) items.push(...cpuItems(rates));
  if (parameters.pages_to_scan !== undefined && parameters.sleep_millisecs !== undefined) {
    items.push({
      priority: 7,
      slot: 19,
      spans: [
        groupThousands(Number(parameters.pages_to_scan)),
        ['dim', ' pages / '],
        groupThousands(Number(parameters.sleep_millisecs)),
        ['dim', ' ms'],
      ],
    });
    items.push(paceItem(isStopped(sample) ? undefined : rates?.pagesScannedPerSecond));
  }
  items.push(...scanItems(theme, model, width < compactBelow));
  if (parameters.advisor_mode !== undefined) {
    const off = parameters.advisor_mode === 'none';
    items.push({
      // While it is on, the pages to scan are its choice.
      priority: off ? 2 : 5.5,
      spans: [['dim', 'advisor '], off ? ['dim', 'off'] : parameters.advisor_mode],
    });
  }
  return labeled(theme, 'ksmd', items, width, width < compactBelow ? 2 : 3);
}

/** ksmd's CPU, and the time that it is a mean of where that is long. */
function cpuItems(rates: Model['rates']): readonly Item[] {
  const {ksmdCpuPercent: percent, paceSeconds = 0, elapsedSeconds = 0} = rates ?? {};
  const isLong = percent !== undefined && paceSeconds > Math.max(2.5, 1.5 * elapsedSeconds);
  const mean = isLong ? `(${Math.round(paceSeconds)} s)` : '';
  return [
    {...figure(8, formatPercent(percent).padStart(6), 'cpu'), slot: 10},
    {priority: 5.7, tie: ' ', slot: windowWidth, spans: [['dim', mean.padEnd(windowWidth)]]},
  ];
}

/** Its place stays while the pace is unknown. */
function paceItem(pagesPerSecond: number | undefined): Item {
  const slot = {priority: 4, slot: 14};
  if (pagesPerSecond === undefined) return {...slot, tie: '   ', spans: [' ']};
  return {...slot, ...figure(4, formatLarge(pagesPerSecond), 'pages/s'), tie: ' = '};
}

export function savedLine(theme: Theme, model: Model, width: number): string {
  const {figures, rates} = model;
  const verdict = hostVerdict(model);
  const items: Item[] = [
    {
      priority: 9,
      slot: 24,
      spans: savedSpans(figures),
    },
    {
      priority: 8,
      slot: 16,
      spans: profitSpans(figures.profitBytes),
    },
  ];
  // The line above shows that ksmd is off.
  if (verdict && verdict !== 'off')
    items.push({priority: 7, slot: 8, spans: [[verdictStyle(verdict), verdict]]});
  if (figures.savedShareOfOffered !== undefined) {
    const share = figure(6, formatShare(figures.savedShareOfOffered), 'of offered memory');
    items.push({...share, slot: 24});
  }
  if (figures.sharingPerShared !== undefined) {
    const ratio = formatRatio(figures.sharingPerShared);
    items.push({...figure(5, ratio, 'extra users per page'), slot: 24});
  }
  // Over the time by which the verdict on this line judges.
  const {effortPercent = 0} = model;
  if (figures.savedBytes !== undefined && effortPercent >= leastPercentShown) {
    const perPercent = formatBytes(figures.savedBytes / effortPercent);
    items.push({...figure(4, perPercent, 'saved per 1 % of a core'), slot: 32});
  }
  const broken = rates?.brokenMergesPerSecond;
  if (broken !== undefined) items.push(figure(3, formatLarge(broken), 'merges broken/s'));
  return labeled(theme, 'saved', items, width);
}

/** The most important advice, and the key that shows the others. */
export function adviceLine(theme: Theme, headline: Headline | undefined, width: number): string {
  if (!headline) return labeled(theme, 'advice', [], width);
  const {severity, text, advised, more} = headline;
  const isNote = severity === 'note';
  const sentence = isNote ? text : `${theme.glyphs.warning} ${text}`;
  const roomBeside = (key: string) => width - labelWidth - (key === '' ? 0 : key.length + 1);
  const keys = more > 0 ? [`(a: ${more} more)`, '(a)'] : [advised ? '(a)' : ''];
  // How many more there are matters less than the end of the sentence.
  const key = keys.find((each) => widthOf(sentence) <= roomBeside(each)) ?? keys[0] ?? '';
  const shown = cutWords(sentence, roomBeside(key), theme.glyphs.ellipsis);
  const items: Item[] = [{priority: 2, spans: [[isNote ? 'plain' : 'warning', shown]]}];
  if (key) items.push({priority: 1, tie: ' ', spans: [['dim', key]]});
  return labeled(theme, 'advice', items, width);
}

function runState(theme: Theme, run: string | undefined): readonly Span[] {
  if (run === '1') return [['good', `${theme.glyphs.running} running`]];
  if (run === '2') return [['warning', `${theme.glyphs.stopped} stopped, unmerged`]];
  return run === '0' ? [['warning', `${theme.glyphs.stopped} stopped`]] : ['state unknown'];
}

/** `full scan 8.1 s ▰▰▰▱▱ 62 %   28 scans done`; how far it is only in scans long enough to watch. */
function scanItems(theme: Theme, model: Model, isCompact: boolean): readonly Item[] {
  const {sample, scans} = model;
  const {progress, fullScanSeconds, firstScan} = scans;
  const time = fullScanTime(model);
  const name = `${isCompact ? '' : 'full '}scan ${time?.basis === 'observed' ? '' : '~'}`;
  const scan: readonly Span[] = time
    ? [['dim', name], formatSeconds(time.value)]
    : [['dim', progress === undefined ? ' ' : firstScan ? 'first scan' : 'scan']];
  const isLong = (fullScanSeconds ?? Number.POSITIVE_INFINITY) > 5;
  const bar = isCompact ? '' : `${scanBar(theme, progress ?? 0)} `;
  const share = progress === undefined || !isLong ? ' ' : `${bar}${scanShare(progress)}`;
  const items: Item[] = [
    {priority: 6, slot: isCompact ? 16 : 15, spans: scan},
    {priority: 5, tie: ' ', slot: isCompact ? 4 : scanBarWidth + 5, spans: [share]},
  ];
  const done = sample.ksm?.counters.full_scans;
  if (done === undefined) return items;
  return [...items, figure(3, groupThousands(done), done === 1 ? 'scan done' : 'scans done')];
}

function scanBar({glyphs}: Theme, progress: number): string {
  const full = Math.round(progress * scanBarWidth);
  return glyphs.barFull.repeat(full) + glyphs.barEmpty.repeat(scanBarWidth - full);
}

function scanShare(progress: number): string {
  return `${Math.min(99, Math.floor(progress * 100))} %`.padStart(4);
}

/** Below this, the CPU of ksmd is shown as `0.0 %`, so nothing is divided by it. */
const leastPercentShown = 0.05;

const scanBarWidth = 5;
/** Below this width the line of ksmd has smaller gaps, fewer words, and no bar. */
const compactBelow = 88;
/** As `(30 s)`. */
const windowWidth = 6;
const labelWidth = 8;

function labeled(
  theme: Theme,
  name: string,
  items: readonly Item[],
  width: number,
  gap?: number,
): string {
  const rest = width - labelWidth;
  return theme.paint('dim', name.padEnd(labelWidth)) + paintItems(theme, items, rest, gap);
}

function figure(priority: number, value: string, unit: string): Item {
  return {priority, spans: [value, ['dim', ` ${unit}`]]};
}

/** As `1.4` or `62`. */
function formatRatio(ratio: number): string {
  return ratio < 9.95 ? ratio.toFixed(1) : formatLarge(ratio);
}
