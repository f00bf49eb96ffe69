import {showUntrusted} from '../../text/untrusted.js';

/** A piece of a page, in which every text is escaped; only `html` makes it. */
export type Html = {readonly markup: string};

type Content = Html | string | number | undefined | readonly Content[];

/**
 * A piece of a page. What is inserted is text, unless it is a piece itself: characters that mean
 * something in HTML are escaped, also in attributes in double quotes, and invisible ones shown as `?`.
 */
export function html(constants: TemplateStringsArray, ...contents: readonly Content[]): Html {
  let markup = constants[0] ?? '';
  for (const [index, content] of contents.entries()) {
    markup += markupOf(content) + (constants[index + 1] ?? '');
  }
  return {markup};
}

function markupOf(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(markupOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return showUntrusted(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
