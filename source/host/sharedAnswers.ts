/**
 * Asks a question that has one answer for many containers only once in a while. An answer from
 * before the container was there says nothing about it.
 */
export type SharedAnswers = <Answer>(
  question: string,
  sinceMs: number,
  find: () => Promise<Answer | undefined>,
) => Promise<Answer | undefined>;

const validMs = 15_000;
/** Who did not answer may be slow: do not wait for it with each container. */
const silenceMs = 10_000;
const mostRemembered = 1000;

type Remembered = {askedMs: number; answer: Promise<unknown>; silent: boolean};

export function createSharedAnswers(): SharedAnswers {
  const remembered = new Map<string, Remembered>();

  function isValid({askedMs, silent}: Remembered, sinceMs: number): boolean {
    const ageMs = performance.now() - askedMs;
    return silent ? ageMs < silenceMs : ageMs < validMs && askedMs >= sinceMs;
  }

  return (question, sinceMs, find) => {
    const known = remembered.get(question);
    if (known && isValid(known, sinceMs)) return known.answer as ReturnType<typeof find>;
    if (remembered.size > mostRemembered) remembered.clear();
    // Who asks gets no answer from a question that failed; the next one asks again.
    const answer = find().catch(() => undefined);
    const entry = {askedMs: performance.now(), answer, silent: false};
    remembered.set(question, entry);
    void answer.then((found) => {
      entry.silent = found === undefined;
    });
    return answer;
  };
}
