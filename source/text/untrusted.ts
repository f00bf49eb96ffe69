/** Printable ASCII, like nearly every name, is safe. */
const plain = /^[\x20-\x7e]*$/;

/**
 * Makes untrusted text safe to show on a terminal.
 *
 * Names and command lines come from inside containers. What could control a terminal or hide text
 * is shown as `?`: control, format, private, unpaired and unassigned characters, line separators and
 * invisible characters. At most two combining marks per letter are kept, as more would draw over
 * other lines.
 */
export function showUntrusted(text: string): string {
  if (plain.test(text)) return text;
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, '?')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1');
}
