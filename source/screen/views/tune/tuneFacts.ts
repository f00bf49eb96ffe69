import type {ParameterName} from '../../../kernel/ksm/parameters.js';
import type {Values} from '../../../model/tuning/checkValue.js';
import {savableBytes} from '../../../model/tuning/savable.js';
import {formatBytes} from '../../../text/units.js';
import {wrapWords} from '../../../text/wrap.js';
import type {Style} from '../../draw/theme.js';
import type {Frame} from '../../frame/frameContext.js';
import {explanation} from './tuneRows.js';

export type Fact = {style: Style; text: string};

/** Explains the selected parameter, and the problems, costs and notes of the chosen values. */
export function tuneFacts(
  {model, tuning, width}: Pick<Frame, 'model' | 'tuning' | 'width'>,
  name: ParameterName | undefined,
  {present, chosen}: {present: Values; chosen: Values},
): Fact[] {
  const facts: Fact[] = [];
  const add = (style: Style, sentences: readonly string[]) => {
    for (const sentence of sentences) {
      for (const text of wrapWords(sentence, width - 2)) facts.push({style, text});
    }
  };
  if (!name) {
    add('plain', ['This kernel has no KSM: there is nothing to tune.']);
    return facts;
  }
  add('dim', explanation(name, chosen[name] ?? present[name]));
  if (Object.keys(chosen).length === 0) return facts;
  const {value: plan, problem} = tuning.plan(chosen);
  if (problem !== undefined) add('warning', [problem]);
  add('warning', plan?.costs ?? []);
  add('plain', [...savingNote(model, present, chosen), ...(plan?.notes ?? [])]);
  return facts;
}

/** How much a new max_page_sharing allows to be saved. */
function savingNote({sample}: Frame['model'], present: Values, chosen: Values): string[] {
  const limit = chosen.max_page_sharing;
  const now = savableBytes(sample, present.max_page_sharing);
  const then = savableBytes(sample, limit);
  if (limit === undefined || !now || !then) return [];
  const [before, after] = [formatBytes(now.value), formatBytes(then.value)];
  return [
    `With max_page_sharing=${limit}, the merged memory can save at most ${after}; now ${before}.`,
  ];
}
