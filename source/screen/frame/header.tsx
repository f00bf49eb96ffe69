import {memo} from 'react';
import {adviceOf} from '../../model/advice/advice.js';
import {type Headline, headlineOf} from '../../model/advice/situation.js';
import {isStopped} from '../../model/derive/paceWindow.js';
import {ratio} from '../../model/derive/savings.js';
import {hostVerdict} from '../../model/derive/verdict.js';
import type {Model} from '../../model/model.js';
import {fullScanTime} from '../../model/tuning/forecast.js';
import {
  formatBytes,
  formatLarge,
  formatPercent,
  formatSeconds,
  formatShare,
  formatSignedBytes,
  groupThousands,
} from '../../text/units.js';
import {fitWidth, widthOf} from '../../text/width.js';
import {type Item, Line, paintItems, type Span} from '../draw/line.js';
import {type Theme, useTheme} from '../draw/theme.js';
import {verdictStyle} from '../draw/verdictStyle.js';
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

export function ksmdLine(theme: Theme, model: Model, width: number): string {
  const {sample, rates} = model;
  const {parameters = {}} = sample.ksm ?? {};
  if (!sample.ksm)
    return labeled(theme, 'ksmd', [{priority: 1, spans: [['bad', 'no KSM']]}], width);
  const items: Item[] = [{priority: 9, spans: runState(theme, parameters.run)}];
  const stopped = isStopped(sample);
  const cpu = stopped ? undefined : rates?.ksmdCpuPercent;
  if (stopped || cpu !== undefined) items.push(figure(8, formatPercent(cpu), 'cpu'));
  if (parameters.pages_to_scan !== undefined && parameters.sleep_millisecs !== undefined) {
    items.push({
      priority: 7,
      spans: [
        groupThousands(Number(parameters.pages_to_scan)),
        ['dim', ' pages / '],
        groupThousands(Number(parameters.sleep_millisecs)),
        ['dim', ' ms'],
      ],
    });
    if (rates?.pagesScannedPerSecond !== undefined && !stopped) {
      const rate = formatLarge(rates.pagesScannedPerSecond);
      items.push({...figure(4, rate, 'pages/s'), tie: ' = '});
    }
  }
  items.push(...scanItems(theme, model));
  if (parameters.advisor_mode !== undefined) {
    const off = parameters.advisor_mode === 'none';
    items.push({
      priority: 2,
      spans: [['dim', 'advisor '], off ? ['dim', 'off'] : parameters.advisor_mode],
    });
  }
  return labeled(theme, 'ksmd', items, width);
}

export function savedLine(theme: Theme, model: Model, width: number): string {
  const {figures, rates, effortPercent} = model;
  const verdict = hostVerdict(model);
  const items: Item[] = [
    {
      priority: 9,
      spans: [
        ['bold', formatBytes(figures.savedBytes)],
        ...(figures.savedShareOfMemory === undefined
          ? []
          : ([
              ['dim', ' = '],
              formatShare(figures.savedShareOfMemory),
              ['dim', ' of RAM'],
            ] as const)),
      ],
    },
    {
      priority: 8,
      spans: [
        ['dim', 'profit '],
        [(figures.profitBytes ?? 0) < 0 ? 'bad' : 'plain', formatSignedBytes(figures.profitBytes)],
      ],
    },
  ];
  // The line above shows that ksmd is off.
  if (verdict && verdict !== 'off')
    items.push({priority: 7, spans: [[verdictStyle(verdict), verdict]]});
  if (figures.savedShareOfOffered !== undefined) {
    items.push(figure(6, formatShare(figures.savedShareOfOffered), 'of offered memory'));
  }
  if (figures.sharingPerShared !== undefined) {
    items.push(figure(5, formatRatio(figures.sharingPerShared), 'extra users per page'));
  }
  const savedPerPercent = ratio(figures.savedBytes, effortPercent);
  if (savedPerPercent !== undefined && (effortPercent ?? 0) >= leastPercentShown) {
    items.push(figure(4, formatBytes(savedPerPercent), 'saved per 1 % of a core'));
  }
  const broken = rates?.brokenMergesPerSecond;
  if (broken !== undefined) items.push(figure(3, formatLarge(broken), 'merges broken/s'));
  return labeled(theme, 'saved', items, width);
}

function adviceLine(theme: Theme, headline: Headline | undefined, width: number): string {
  if (!headline) return labeled(theme, 'advice', [], width);
  const {severity, text, advised, more} = headline;
  const isNote = severity === 'note';
  const key = more > 0 ? `(a: ${more} more)` : advised ? '(a)' : '';
  const sentence = isNote ? text : `${theme.glyphs.warning} ${text}`;
  const room = width - labelWidth - (key === '' ? 0 : key.length + 1);
  const shown =
    widthOf(sentence) > room ? fitWidth(sentence, room, theme.glyphs.ellipsis) : sentence;
  const items: Item[] = [{priority: 2, spans: [[isNote ? 'plain' : 'warning', shown]]}];
  if (key) items.push({priority: 1, tie: ' ', spans: [['dim', key]]});
  return labeled(theme, 'advice', items, width);
}

function runState(theme: Theme, run: string | undefined): readonly Span[] {
  if (run === '1') return [['good', `${theme.glyphs.running} running`]];
  if (run === '2') return [['warning', `${theme.glyphs.stopped} stopped, unmerged`]];
  return run === '0' ? [['warning', `${theme.glyphs.stopped} stopped`]] : ['state unknown'];
}

/** `full scan 8.1 s ▰▰▰▱▱ 62 %, 28 scans done`; the bar only for scans long enough to watch. */
function scanItems(theme: Theme, model: Model): readonly Item[] {
  const {sample, scans} = model;
  const items: Item[] = [];
  const time = fullScanTime(model);
  if (time) {
    const label = time.basis === 'observed' ? 'full scan ' : 'full scan ~';
    items.push({priority: 6, spans: [['dim', label], formatSeconds(time.value)]});
  }
  if (scans.progress !== undefined && (scans.fullScanSeconds ?? Number.POSITIVE_INFINITY) > 5) {
    if (items.length === 0) {
      items.push({priority: 6, spans: [['dim', scans.firstScan ? 'first scan' : 'scan']]});
    }
    const full = Math.round(scans.progress * scanBarWidth);
    const {barFull, barEmpty} = theme.glyphs;
    const bar = barFull.repeat(full) + barEmpty.repeat(scanBarWidth - full);
    const percent = `${Math.floor(scans.progress * 100)} %`;
    items.push({priority: 5, tie: ' ', spans: [`${bar} ${percent.padStart(5)}`]});
  }
  const done = sample.ksm?.counters.full_scans;
  if (done === undefined) return items;
  const count = groupThousands(done);
  if (items.length === 0) return [figure(3, count, done === 1 ? 'full scan' : 'full scans')];
  return [...items, {...figure(3, count, done === 1 ? 'scan done' : 'scans done'), tie: ', '}];
}

/** Below this, the CPU of ksmd is shown as `0.0 %`, so nothing is divided by it. */
const leastPercentShown = 0.05;

const scanBarWidth = 5;
const labelWidth = 8;

function labeled(theme: Theme, name: string, items: readonly Item[], width: number): string {
  const rest = width - labelWidth;
  return theme.paint('dim', name.padEnd(labelWidth)) + paintItems(theme, items, rest);
}

function figure(priority: number, value: string, unit: string): Item {
  return {priority, spans: [value, ['dim', ` ${unit}`]]};
}

/** As `1.4` or `62`. */
function formatRatio(ratio: number): string {
  return ratio < 9.95 ? ratio.toFixed(1) : formatLarge(ratio);
}
