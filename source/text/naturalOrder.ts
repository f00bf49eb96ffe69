/**
 * A key that orders names as people count, compared by code unit: `web2` before `web10`. Thousands of
 * rows are sorted on each tick, where a collator would take too long.
 */
export function naturalKey(name: string): string {
  return name.replace(/\d+/g, (digits) => {
    let start = 0;
    while (start < digits.length - 1 && digits[start] === '0') start++;
    const number = digits.slice(start);
    // The longer number is the larger one; before all that is no number.
    return String.fromCharCode(Math.min(number.length, longest)) + number;
  });
}

/** Below the first character that can be seen. */
const longest = 31;
