import {type Verdict, verdictTable} from '../../model/derive/verdictTable.js';
import {wrapWords} from '../../text/wrap.js';
import type {Span} from '../draw/line.js';
import {verdictStyle} from '../figures/verdictStyle.js';

/** A verdict and what it means, with a sentence on its figures. */
export function verdictLines(
  verdict: Verdict | undefined,
  figures: string,
  width: number,
): Span[][] {
  const definition = verdictTable.find(({word}) => word === verdict);
  if (!definition) return [[['dim', 'No verdict: its figures cannot be read.']]];
  const {word, meaning} = definition;
  const indent = word.length + 2;
  const [first = '', ...rest] = wrapWords(`${meaning} ${figures}`.trim(), width - indent);
  return [
    [[verdictStyle(verdict), word], '  ', first],
    ...rest.map((line): Span[] => [' '.repeat(indent), line]),
  ];
}
