import {withTimeout} from '../io/withTimeout.js';

/**
 * Caches answers that many containers share, by their question. An answer from before `sinceMs`,
 * when a container appeared, says nothing about it.
 */
export type SharedAnswers = <Answer>(
  question: string,
  sinceMs: number,
  find: () => Promise<Answer | undefined>,
) => Promise<Answer | undefined>;

const validMs = 15_000;
/** Without an answer, the question is not repeated for this long. */
const silenceMs = 10_000;
/** How long one container waits; the question stays asked, and is not repeated meanwhile. */
const timeoutMs = 3000;
const mostRemembered = 1000;

type Remembered = {
  askedMs: number;
  answer: Promise<unknown>;
  state: 'asked' | 'answered' | 'silent';
};

export function createSharedAnswers(): SharedAnswers {
  const remembered = new Map<string, Remembered>();

  function isValid({askedMs, state}: Remembered, sinceMs: number): boolean {
    const ageMs = performance.now() - askedMs;
    if (state === 'asked') return true;
    return state === 'silent' ? ageMs < silenceMs : ageMs < validMs && askedMs >= sinceMs;
  }

  function ask(question: string, find: () => Promise<unknown>): Remembered {
    if (remembered.size > mostRemembered) remembered.clear();
    const answer = find().catch(() => undefined);
    const entry: Remembered = {askedMs: performance.now(), answer, state: 'asked'};
    remembered.set(question, entry);
    void answer.then((found) => {
      entry.state = found === undefined ? 'silent' : 'answered';
    });
    return entry;
  }

  return async <Answer>(question: string, sinceMs: number, find: () => Promise<Answer>) => {
    const known = remembered.get(question);
    const entry = known && isValid(known, sinceMs) ? known : ask(question, find);
    const {answer, askedMs, state} = entry;
    if (state === 'asked') await withTimeout(answer, timeoutMs - (performance.now() - askedMs));
    return entry.state === 'asked' ? undefined : ((await answer) as Answer);
  };
}
