/** Up to `count` of `words` that are most similar to `word`, the nearest first. */
export function nearest(word: string, words: Iterable<string>, count = 3): string[] {
  const wanted = word.toLowerCase();
  const scored = [...new Set(words)].map((candidate) => {
    const other = candidate.toLowerCase();
    // Part of a name is nearer than any misspelling.
    const isPart = wanted.length > 1 && (other.includes(wanted) || wanted.includes(other));
    return {candidate, score: isPart ? 0 : distance(wanted, other)};
  });
  const farthest = Math.max(2, Math.ceil(wanted.length / 2));
  return scored
    .filter(({score}) => score <= farthest)
    .sort((a, b) => a.score - b.score)
    .slice(0, count)
    .map(({candidate}) => candidate);
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const change = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
