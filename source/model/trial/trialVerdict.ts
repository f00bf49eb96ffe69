import {formatPercent, formatRate, formatShare} from '../../text/units.js';
import {ratio} from '../derive/unknown.js';
import type {TrialFigures} from './trialFigures.js';
import {difference} from './trialPoint.js';
import type {TrialRule} from './trialRule.js';

/** What the rule compares: figures before the trial and at the floor. */
export type Evidence = {
  before: TrialFigures;
  atFloor: TrialFigures;
  /** Rises since before the opt-in, at the lowest saving. */
  profitBytes?: number | undefined;
  offeredBytes?: number | undefined;
};

export type ClauseName = 'profit' | 'cow_ksm' | 'minor_faults' | 'memory_pressure';

/** A clause of the rule, and how it turned out. */
export type ClauseResult = {
  name: ClauseName;
  outcome: 'met' | 'broken' | 'not known';
  /** What was found; absent: not known. */
  value?: number;
  limit: number;
  /** The value is the host's, as that of a container is not known. */
  ofHost?: true;
};

export type Verdict = {
  decision: 'keep' | 'take back' | 'ask';
  /** The clause that decided. */
  decidedBy: ClauseName;
  clauses: readonly ClauseResult[];
};

type Clause = {
  name: ClauseName;
  measure: (evidence: Evidence) => number | undefined;
  limitIn: (rule: TrialRule) => number;
  isMet: (value: number, limit: number) => boolean;
  /** With its unit. */
  format: (value: number) => string;
  /** The subject of a sentence. */
  text: string;
  /** Counts where `measure` knows nothing. */
  ofHost?: Pick<Clause, 'measure' | 'text'>;
};

const atMost = (value: number, limit: number) => value <= limit;
const risen = (name: 'copiesPerSecond' | 'minorFaultsPerSecond') => (evidence: Evidence) =>
  difference(evidence.before[name], evidence.atFloor[name]);

/** Of the container in which it rose most; absent: unknown for one of them. */
function pressureRise({before, atFloor}: Evidence): number | undefined {
  const rises = atFloor.containers.map(({id, pressurePercent}) =>
    difference(
      before.containers.find((container) => container.id === id)?.pressurePercent,
      pressurePercent,
    ),
  );
  const known = rises.filter((rise) => rise !== undefined);
  return known.length < rises.length || known.length === 0 ? undefined : Math.max(...known);
}

/** In the order in which they decide. */
export const clauses: readonly Clause[] = [
  {
    name: 'profit',
    measure: ({profitBytes, offeredBytes}) => ratio(profitBytes, offeredBytes),
    limitIn: ({leastProfitShare}) => leastProfitShare,
    isMet: (value, limit) => value >= limit,
    format: formatShare,
    text: 'The profit at the floor, as a share of what was offered,',
  },
  {
    name: 'cow_ksm',
    measure: risen('copiesPerSecond'),
    limitIn: ({mostCopiesPerSecond}) => mostCopiesPerSecond,
    isMet: atMost,
    format: formatRate,
    text: 'The rise of writes to merged pages (cow_ksm)',
  },
  {
    name: 'minor_faults',
    measure: risen('minorFaultsPerSecond'),
    limitIn: ({mostMinorFaultsPerSecond}) => mostMinorFaultsPerSecond,
    isMet: atMost,
    format: formatRate,
    text: 'The rise of minor faults',
  },
  {
    name: 'memory_pressure',
    measure: pressureRise,
    limitIn: ({mostPressurePercent}) => mostPressurePercent,
    isMet: atMost,
    format: formatPercent,
    text: 'The rise of memory pressure (PSI)',
    ofHost: {
      measure: ({before, atFloor}) =>
        difference(before.hostPressurePercent, atFloor.hostPressurePercent),
      text: 'The rise of memory pressure (PSI) of the host, as that of a container is not known,',
    },
  },
];

/**
 * The verdict at the floor. Any broken clause takes the trial back; a cost that is not known breaks
 * nothing and is listed; without a known profit there is no verdict.
 */
export function judge(evidence: Evidence, rule: TrialRule): Verdict {
  const results = clauses.map((clause) => resultOf(clause, evidence, rule));
  const broken = results.find(({outcome}) => outcome === 'broken');
  const profit = results.find(({name}) => name === 'profit');
  if (broken) return {decision: 'take back', decidedBy: broken.name, clauses: results};
  const decision = profit?.outcome === 'met' ? 'keep' : 'ask';
  return {decision, decidedBy: 'profit', clauses: results};
}

function resultOf(clause: Clause, evidence: Evidence, rule: TrialRule): ClauseResult {
  const {name, measure, ofHost, limitIn, isMet} = clause;
  const own = measure(evidence);
  const value = own ?? ofHost?.measure(evidence);
  const limit = limitIn(rule);
  if (value === undefined) return {name, outcome: 'not known', limit};
  const outcome = isMet(value, limit) ? 'met' : 'broken';
  return {name, outcome, value, limit, ...(own === undefined && {ofHost: true})};
}

/** A clause and its outcome, in a sentence. */
export function clauseSentence({name, outcome, value, limit, ofHost}: ClauseResult): string {
  const clause = clauses.find((each) => each.name === name);
  if (!clause) return '';
  const text = ofHost ? clause.ofHost?.text : clause.text;
  const bound = `${name === 'profit' ? 'at least' : 'at most'} ${clause.format(limit).replace(/^\+/, '')}`;
  return value === undefined
    ? `${text} is not known${name === 'profit' ? '' : ' and did not count'}; the rule asks for ${bound}.`
    : `${text} is ${clause.format(value)}; the rule asks for ${bound}: ${outcome}.`;
}
