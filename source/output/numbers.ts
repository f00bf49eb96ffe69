/**
 * A number for machine-readable formats: rounded, without an exponent. Absent: unknown, NaN,
 * infinite, or too large for exact digits (above 2^53).
 */
export function numberText(value: number | undefined, decimals = 0): string | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return undefined;
  const text = value.toFixed(decimals);
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return short === '-0' ? '0' : short;
}

/** A whole number from the kernel with all its digits; absent: the text is not one. */
export function digitsText(text: string | undefined): string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, '') : undefined;
}
