/**
 * Names and command lines come from inside containers. What could steer a terminal or hide text
 * is shown as `?`: control characters with ESC and C1, line separators, marks that turn the
 * writing direction, invisible formatting characters, private and broken code points.
 */
const steering = new RegExp(
  [
    '\\p{Cc}|\\p{Cs}|\\p{Co}|\\p{Zl}|\\p{Zp}',
    '[\\u{ad}\\u{61c}\\u{200b}-\\u{200f}\\u{202a}-\\u{202e}\\u{2060}-\\u{206f}\\u{feff}\\u{fff9}-\\u{fffb}]',
    '[\\u{115f}\\u{1160}\\u{17b4}\\u{17b5}\\u{180b}-\\u{180e}\\u{3164}\\u{ffa0}\\u{fe00}-\\u{fe0f}]',
    '[\\u{e0000}-\\u{e0fff}]',
  ].join('|'),
  'gu',
);

/** Nearly every name: printable ASCII, safe as it is. */
const plain = /^[\x20-\x7e]*$/;

/** More marks than this on one letter are no language, but a way to paint over other lines. */
const stackedMarks = /(\p{M}{2})\p{M}+/gu;

/** Makes a text from a process fit to be shown on a terminal. */
export function showUntrusted(text: string): string {
  if (plain.test(text)) return text;
  return text.replace(steering, '?').replace(stackedMarks, '$1');
}
