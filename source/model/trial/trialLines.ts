import {showUntrusted} from '../../text/untrusted.js';
import {alignRight, fitWidth, widthOf} from '../../text/width.js';
import type {Trial} from './followTrial.js';
import {type TrialRow, trialRows} from './trialRows.js';
import {clauseSentence} from './trialVerdict.js';

const title: TrialRow = {label: 'FIGURE', before: 'BEFORE', now: 'NOW', floor: 'AT FLOOR'};
const figureWidth = 12;
const mostLabelWidth = 40;

/** The table of a trial: a title, and a line for each figure. */
export function trialTable(trial: Trial): string[] {
  const rows = [title, ...trialRows(trial)];
  const labels = rows.map(({label}) => showUntrusted(label));
  const width = Math.min(mostLabelWidth, Math.max(...labels.map(widthOf)));
  return rows.map(({before, now, floor}, index) => {
    const figures = [before, now, floor].map((text) => alignRight(text, figureWidth)).join('');
    return `${fitWidth(labels[index] ?? '', width)}${figures}`.trimEnd();
  });
}

/** How each clause of the rule turned out, a sentence each; empty before the floor. */
export function clauseLines({verdict}: Trial): string[] {
  return verdict?.clauses.map(clauseSentence) ?? [];
}
