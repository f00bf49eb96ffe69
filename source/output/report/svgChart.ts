import {
  type FigureUnit,
  type ReportFigureName,
  reportFigures,
} from '../../model/report/reportFigures.js';
import type {Range, TrendStep} from '../../model/report/reportTrends.js';
import {highestOf, lowestOf} from '../../text/extremes.js';
import {type Axis, timeAxis, timeLabel, valueAxis} from './axes.js';
import {figureText} from './figureText.js';
import {type Html, html} from './html.js';
import {momentText} from './moment.js';

/** A chart of some figures that have one unit. */
export type ChartDescription = {
  title: string;
  /** How to read it, in a sentence. */
  about: string;
  figures: readonly ReportFigureName[];
};

/** A moment that is marked in every chart. */
export type Mark = {timeMs: number; text: string};

const size = {width: 960, height: 240, left: 84, right: 12, top: 12, bottom: 26};
const plot = {right: size.width - size.right, bottom: size.height - size.bottom};

type Scale = (value: number) => number;

/** A line for each figure, the range within each step as an area; values show under the pointer. */
export function svgChart(
  {title, about, figures}: ChartDescription,
  steps: readonly TrendStep[],
  marks: readonly Mark[],
): Html {
  const {unit} = reportFigures[figures[0] as ReportFigureName];
  const ranges = figures.flatMap((name) => steps.flatMap(({values}) => values[name] ?? []));
  if (ranges.length === 0) return html``;
  const values = valueAxis(
    lowestOf(ranges.map(({lowest}) => lowest)),
    highestOf(ranges.map(({highest}) => highest)),
    unit,
  );
  const moments = steps.map(({timeMs}) => timeMs);
  const times = timeAxis(lowestOf(moments), highestOf(moments));
  const x = scale(times, size.left, plot.right);
  const y = scale(values, plot.bottom, size.top);
  const text = figureText[unit];
  return html`<figure>
<figcaption><h3>${title}</h3> ${figures.length > 1 ? figures.map(legend) : ''}<small>${about}</small></figcaption>
<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${title}">
${grid(values, times, x, y, unit)}
${marks.map(({timeMs, text: label}) => html`<g class="mark"><title>${label}</title>${vertical(x(timeMs))}</g>`)}
${figures.map((name, index) => series(name, index, steps, x, y))}
${readings(steps, x, (step) =>
  figures.map((name) => `${reportFigures[name].label} ${text(step.values[name]?.mean)}`).join(', '),
)}
</svg>
</figure>
`;
}

function scale({lowest, highest}: Axis, from: number, to: number): Scale {
  return (value) =>
    Number((from + ((value - lowest) / (highest - lowest)) * (to - from)).toFixed(1));
}

function legend(name: ReportFigureName, index: number): Html {
  const {label} = reportFigures[name];
  return html`<span class="key"><svg viewBox="0 0 24 8"><path class="line s${index}" d="M0 4H24"/></svg> ${label}</span> `;
}

function grid(values: Axis, times: Axis, x: Scale, y: Scale, unit: FigureUnit): Html {
  const rows = values.ticks.map(
    (
      value,
    ) => html`<path class="${value === 0 ? 'zero' : 'grid'}" d="M${size.left} ${y(value)}H${plot.right}"/>
<text class="value" x="${size.left - 8}" y="${y(value) + 4}">${figureText[unit](value)}</text>`,
  );
  const columns = times.ticks.map(
    (time) =>
      html`<text class="time" x="${x(time)}" y="${size.height - 8}">${timeLabel(time, times)}</text>`,
  );
  return html`${rows}${columns}`;
}

function vertical(at: number): Html {
  return html`<path d="M${at} ${size.top}V${plot.bottom}"/>`;
}

type Point = {x: number; range: Range};

function series(
  name: ReportFigureName,
  index: number,
  steps: readonly TrendStep[],
  x: Scale,
  y: Scale,
): Html {
  const pieces = piecesOf(name, steps, x);
  const line = pieces.map((points) => path(points.map(({x: at, range}) => [at, y(range.mean)])));
  const areas = pieces.map((points) => {
    const upper = points.map(({x: at, range}) => [at, y(range.highest)] as const);
    const lower = points.map(({x: at, range}) => [at, y(range.lowest)] as const);
    return `${path([...upper, ...lower.reverse()])}Z`;
  });
  return html`<path class="area s${index}" d="${areas.join('')}"/><path class="line s${index}" d="${line.join('')}"/>`;
}

/** Longer than this many usual steps, nothing was recorded: the line has a gap there. */
const gapSteps = 4;

/** The stretches of a line without a gap. */
function piecesOf(name: ReportFigureName, steps: readonly TrendStep[], x: Scale): Point[][] {
  const gapMs = gapSteps * usualStepMs(steps);
  const pieces: Point[][] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const {timeMs, values} of steps) {
    const range = values[name];
    if (!range) continue;
    // Also where the clock was set back.
    if (timeMs - lastMs > gapMs || timeMs < lastMs) pieces.push([]);
    pieces.at(-1)?.push({x: x(timeMs), range});
    lastMs = timeMs;
  }
  return pieces;
}

/** The median time between two steps. */
function usualStepMs(steps: readonly TrendStep[]): number {
  const times = steps.slice(1).map(({timeMs}, index) => timeMs - (steps[index]?.timeMs ?? 0));
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** A single point is drawn as a dot, by round ends of the line. */
function path(points: ReadonlyArray<readonly [number, number]>): string {
  const [first = [0, 0], ...rest] = points;
  return `M${first.join(' ')}${rest.length === 0 ? 'h0' : rest.map((point) => `L${point.join(' ')}`).join('')}`;
}

const mostReadings = 120;

/** The values at a time, shown while the pointer is there. */
function readings(
  steps: readonly TrendStep[],
  x: Scale,
  textOf: (step: TrendStep) => string,
): readonly Html[] {
  const every = Math.ceil(steps.length / mostReadings);
  const shown = steps.filter((_, index) => index % every === 0);
  return shown.map((step, index) => {
    const at = x(step.timeMs);
    const from = index === 0 ? size.left : (at + x(shown[index - 1]?.timeMs ?? 0)) / 2;
    const next = shown[index + 1];
    const to = next ? (at + x(next.timeMs)) / 2 : plot.right;
    return html`<g class="reading"><rect x="${from.toFixed(1)}" y="${size.top}" width="${Math.max(0, to - from).toFixed(1)}" height="${plot.bottom - size.top}"/>${vertical(at)}<text x="${plot.right - 4}" y="${size.top + 12}">${momentText(step.timeMs)}: ${textOf(step)}</text></g>`;
  });
}
