/**
 * A sort key for natural order (`web2` before `web10`), compared by code unit: a collator would be
 * too slow for thousands of rows on each tick.
 */
export function naturalKey(name: string): string {
  return name.replace(/\d+/g, (digits) => {
    let start = 0;
    while (start < digits.length - 1 && digits[start] === '0') start++;
    const number = digits.slice(start);
    // The longer number is the larger one; a digit count sorts before any visible character.
    return String.fromCharCode(Math.min(number.length, longest)) + number;
  });
}

/** The last code unit before the first visible character. */
const longest = 31;
