/**
 * Names and command lines come from inside containers. What could steer a terminal or hide text
 * is shown as `?`: everything that Unicode counts among control, format, private, broken and
 * unassigned characters, line separators, and what is invisible by itself.
 */
const steering = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Nearly every name: printable ASCII, safe as it is. */
const plain = /^[\x20-\x7e]*$/;

/** More marks than this on one letter are no language, but a way to paint over other lines. */
const stackedMarks = /(\p{M}{2})\p{M}+/gu;

/** Makes a text from a process fit to be shown on a terminal. */
export function showUntrusted(text: string): string {
  if (plain.test(text)) return text;
  return text.replace(steering, '?').replace(stackedMarks, '$1');
}
