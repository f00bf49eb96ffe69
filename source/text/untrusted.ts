/** Nearly every name: printable ASCII, safe as it is. */
const plain = /^[\x20-\x7e]*$/;

/**
 * Makes a text from a process fit to be shown on a terminal.
 *
 * Names and command lines come from inside containers. What could steer a terminal or hide text
 * is shown as `?`: everything that Unicode counts among control, format, private, broken and
 * unassigned characters, line separators, and what is invisible by itself. More than two marks on
 * one letter are no language, but a way to paint over other lines.
 */
export function showUntrusted(text: string): string {
  if (plain.test(text)) return text;
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, '?')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1');
}
