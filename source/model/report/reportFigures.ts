import type {Model} from '../model.js';
import type {TrendName} from '../sample/history.js';

/** How a figure is written. */
export type FigureUnit = 'bytes' | 'signedBytes' | 'percent' | 'perSecond';

/** A figure that a report follows over the whole recording. */
export type ReportFigure = {
  label: string;
  unit: FigureUnit;
  /** Absent: it could not be read. */
  figureOf: (model: Model) => number | undefined;
};

/** The figures over time, by the names that charts choose them by. */
export const reportFigures = {
  saved: {
    label: 'saved',
    unit: 'bytes',
    figureOf: ({figures}) => figures.savedBytes,
  },
  profit: {
    label: 'profit',
    unit: 'signedBytes',
    figureOf: ({figures}) => figures.profitBytes,
  },
  shared: memoryOf('shared', 'pages_shared'),
  sharing: memoryOf('sharing', 'pages_sharing'),
  unshared: memoryOf('unshared', 'pages_unshared'),
  volatile: memoryOf('volatile', 'pages_volatile'),
  cpu: {
    label: 'CPU of ksmd',
    unit: 'percent',
    figureOf: ({rates}) => rates?.ksmdCpuPercent,
  },
  broken: {
    label: 'merges broken',
    unit: 'perSecond',
    figureOf: ({rates}) => rates?.brokenMergesPerSecond,
  },
  available: {
    label: 'memory available',
    unit: 'bytes',
    figureOf: ({sample}) => sample.memory.availableBytes,
  },
} as const satisfies Record<string, ReportFigure>;

export type ReportFigureName = keyof typeof reportFigures;

export const reportFigureNames = Object.keys(reportFigures) as readonly ReportFigureName[];

function memoryOf(label: string, counter: TrendName): ReportFigure {
  return {
    label,
    unit: 'bytes',
    figureOf({sample}) {
      const pages = sample.ksm?.counters[counter];
      return pages === undefined ? undefined : pages * sample.host.pageSizeBytes;
    },
  };
}
