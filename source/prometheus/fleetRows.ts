import {impossibleCount, wordLimit} from '../model/belief/doubt.js';
import {withoutUnknown} from '../model/derive/unknown.js';
import {type Verdict, verdictTable} from '../model/derive/verdictTable.js';
import {type FleetRow, ksmdStates} from '../model/fleet/fleetModel.js';
import {groupBy} from '../model/groupBy.js';
import {formatSeconds} from '../text/units.js';
import type {Course, Series} from './client.js';
import {hostIdOf, hostNames} from './hostLabels.js';
import type {FleetFigure} from './queries.js';

export type FleetAnswers = {
  figures: Readonly<Record<FleetFigure, readonly Series[]>>;
  trend: readonly Course[];
  /** Times of the trend's points: seconds since 1970. */
  times: readonly number[];
};

/** A limit for addresses that keep changing. */
const mostRows = 20_000;
/** More than ksmtop has. */
const mostRules = 100;

/** Rmap items of 64-bit kernels. */
const rmapItemBytes = 64;
/** Figures that ksmtop wrote longer ago are not current. */
const staleSeconds = 300;

const unseen: FleetRow = {id: '', name: '', state: 'lost', trend: [], times: []};

const gone =
  'Prometheus has no recent data: its exporter does not answer, or is no longer scraped.';

/** A row for every host that Prometheus knows, or knew recently. */
export function fleetRows(
  answers: FleetAnswers,
  previous: readonly FleetRow[],
  nowMs: number,
): FleetRow[] {
  const known = knownOf(answers);
  const courses = new Map(answers.trend.map((course) => [hostIdOf(course.labels), course]));
  const former = new Map(previous.map((row) => [row.id, row]));
  const present = new Set([
    ...(known.byHost.get('run')?.keys() ?? []),
    ...(known.byHost.get('sharingPages')?.keys() ?? []),
  ]);
  const ids = [...new Set([...present, ...courses.keys(), ...former.keys()])].slice(0, mostRows);
  const nameOf = hostNames(hostsIn(answers));

  return ids.map((id): FleetRow => {
    const last = former.get(id);
    const course = courses.get(id);
    const identity = {
      ...{id, name: nameOf(id) ?? last?.name ?? id},
      trend: trendOf(course, answers.times),
      times: course ? answers.times.map((seconds) => 1000 * seconds) : [],
    };
    return present.has(id)
      ? {...identity, state: 'up', seenMs: nowMs, ...figuresOf(known, id)}
      : {...lostRow(last ?? unseen, course), ...identity};
  });
}

/** What the answers say, by host. */
type Known = {
  byHost: ReadonlyMap<FleetFigure, ReadonlyMap<string, number>>;
  verdicts: ReadonlyMap<string, string>;
  advice: ReturnType<typeof adviceByHost>;
};

function knownOf({figures}: FleetAnswers): Known {
  return {
    byHost: new Map(
      Object.entries(figures).map(([name, series]) => [
        name as FleetFigure,
        new Map(series.map(({labels, value}) => [hostIdOf(labels), value])),
      ]),
    ),
    verdicts: new Map(figures.verdict.map(({labels}) => [hostIdOf(labels), labels.verdict ?? ''])),
    advice: adviceByHost(figures.advice),
  };
}

/** A host that Prometheus knew: what was last known of it. */
function lostRow(former: FleetRow, course: Course | undefined): FleetRow {
  const {state: _, reason: __, ...last} = former;
  const lastSeconds = course?.points.at(-1)?.[0];
  const seenMs = last.seenMs ?? (lastSeconds === undefined ? undefined : lastSeconds * 1000);
  return {...last, ...withoutUnknown({seenMs}), state: 'lost', reason: gone};
}

/** The figures of a host that Prometheus knows now. */
function figuresOf({byHost, verdicts, advice}: Known, id: string): Partial<FleetRow> {
  const figure = (name: FleetFigure) => byHost.get(name)?.get(id);
  const run = figure('run');
  const ksmd = run === undefined ? undefined : ksmdStates[String(run)];
  const ownAge = figure('ownAgeSeconds');
  // A file that is no longer updated describes the past.
  const isStale = ownAge !== undefined && ownAge > staleSeconds;
  const own = (name: FleetFigure) => (isStale ? undefined : figure(name));
  const zero = own('zeroPages');
  const isZeroDoubtful = zero !== undefined && believed(zero) === undefined;
  const savedBytes = savedBytesOf(figure('sharingPages'), zero, figure('pageSizeBytes'));
  const memoryBytes = figure('memoryBytes');
  const offered = figure('offeredPages');
  const computedProfit =
    savedBytes === undefined || offered === undefined
      ? undefined
      : savedBytes - offered * rmapItemBytes;
  // Without zero pages it is a lower bound, which cannot prove a loss.
  const isLoss = computedProfit !== undefined && computedProfit < 0;
  const countedProfit = figure('generalProfitBytes') ?? own('profitBytes');
  return withoutUnknown({
    ksmd,
    verdict: ksmd && ksmd !== 'running' ? 'off' : isStale ? undefined : verdictOf(verdicts.get(id)),
    savedBytes,
    memoryBytes,
    savedShareOfMemory:
      savedBytes === undefined || !memoryBytes ? undefined : savedBytes / memoryBytes,
    profitBytes: isZeroDoubtful
      ? isLoss
        ? undefined
        : computedProfit
      : (countedProfit ?? computedProfit),
    cpuPercent: own('cpuPercent'),
    advice: isStale ? staleAdvice(ownAge) : advice.get(id),
  });
}

function savedBytesOf(
  sharingPages: number | undefined,
  zeroPages: number | undefined,
  pageSizeBytes: number | undefined,
): number | undefined {
  const sharing = believed(sharingPages);
  if (pageSizeBytes === undefined || sharing === undefined) return undefined;
  return (sharing + (believed(zeroPages) ?? 0)) * pageSizeBytes;
}

/** Labels of all hosts in the answers, by host id. */
export function hostsIn({
  figures,
  trend,
}: Pick<FleetAnswers, 'figures' | 'trend'>): Map<string, Series['labels']> {
  const seen = [...trend, ...figures.run, ...figures.sharingPages];
  return new Map(seen.map(({labels}) => [hostIdOf(labels), labels]));
}

/** The count, unless it is impossible. */
function believed(pages: number | undefined): number | undefined {
  const isPossible = pages !== undefined && !impossibleCount(pages, wordLimit({rmapItemBytes}));
  return isPossible ? pages : undefined;
}

function verdictOf(word: string | undefined): Verdict | undefined {
  return verdictTable.find((verdict) => verdict.word === word)?.word;
}

function staleAdvice(ageSeconds: number): FleetRow['advice'] {
  return {
    severity: 'warning',
    text: `The metrics of ksmtop print are ${formatSeconds(ageSeconds)} old. Check that it still runs.`,
  };
}

/** Names of rules, warnings first: Prometheus does not have their sentences. */
function adviceByHost(series: readonly Series[]): Map<string, NonNullable<FleetRow['advice']>> {
  const found = groupBy(series.map(({labels}) => [hostIdOf(labels), labels]));
  return new Map(
    [...found].map(([id, rules]) => {
      const warnings = rules.filter(({severity}) => severity === 'warning');
      const notes = rules.filter(({severity}) => severity !== 'warning');
      const names = [...warnings, ...notes]
        .slice(0, mostRules)
        .map(({rule = ''}) => rule.replaceAll('-', ' '));
      return [id, {severity: warnings.length > 0 ? 'warning' : 'note', text: names.join(', ')}];
    }),
  );
}

/** Values at these times; undefined where the series has no point. */
export function trendOf(
  course: Course | undefined,
  times: readonly number[],
): ReadonlyArray<number | undefined> {
  if (!course) return [];
  const values = new Map(course.points.map(([time, value]) => [Math.round(time), value]));
  return times.map((time) => values.get(Math.round(time)));
}
