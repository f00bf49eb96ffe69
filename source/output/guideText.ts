import {guideLines} from '../model/guide/guideLines.js';
import type {Guide} from '../model/guide/guideShape.js';
import type {TextOptions} from './examination.js';

/** A guide as plain text. */
export function guideText(
  guide: Guide,
  {columns = Number.POSITIVE_INFINITY, spell}: TextOptions,
): string {
  const lines = [`ksmtop guide   ${guide.title}`, ''];
  for (const {text} of guideLines(guide, columns)) lines.push(text);
  return lines.map((line) => `${spell(line)}\n`).join('');
}
