import {type Verdict, verdictTable} from '../../model/derive/verdictTable.js';
import type {Style} from '../draw/theme.js';

const styles = {good: 'good', neutral: 'plain', warning: 'warning', bad: 'bad'} as const;

/** The style of a verdict; its word says the same without color. */
export function verdictStyle(verdict: Verdict | undefined): Style {
  const tone = verdictTable.find(({word}) => word === verdict)?.tone;
  return tone ? styles[tone] : 'dim';
}
