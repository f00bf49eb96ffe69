import {type Verdict, verdictTable} from '../../model/derive/verdictTable.js';
import type {Style} from './theme.js';

const styles = {good: 'good', neutral: 'plain', warning: 'warning', bad: 'bad'} as const;

/** How a verdict is painted; the word says the same without colour. */
export function verdictStyle(verdict: Verdict | undefined): Style {
  const tone = verdictTable.find(({word}) => word === verdict)?.tone;
  return tone ? styles[tone] : 'dim';
}
