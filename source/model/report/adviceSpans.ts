import type {Advice} from '../advice/advice.js';

/** A time during which an advice was given. */
export type AdviceSpan = {
  /** In its first words, with the figures of that time. */
  first: Advice;
  /** In its newest wording. */
  advice: Advice;
  /** When it was first given, milliseconds since 1970. */
  fromMs: number;
  /** When it was first given no more; absent: it was given until the end. */
  toMs?: number;
};

/** Follows which advice comes and goes. */
export type AdviceFollower = {
  add(timeMs: number, given: readonly Advice[]): void;
  /** In order of `fromMs`; an advice that returned within `holdMs` was never gone. */
  spans(holdMs: number): readonly AdviceSpan[];
};

export function createAdviceFollower(): AdviceFollower {
  /** By rule, the newest span last. */
  const spansOf = new Map<string, AdviceSpan[]>();
  return {
    add(timeMs, given) {
      const rules = new Map(given.map((advice) => [advice.rule, advice]));
      for (const [rule, spans] of spansOf) {
        const last = spans.at(-1);
        if (last && last.toMs === undefined && !rules.has(rule)) last.toMs = timeMs;
      }
      for (const [rule, advice] of rules) {
        const spans = spansOf.get(rule) ?? [];
        spansOf.set(rule, spans);
        const last = spans.at(-1);
        if (last && last.toMs === undefined) last.advice = advice;
        else spans.push({first: advice, advice, fromMs: timeMs});
      }
    },
    spans: (holdMs) =>
      [...spansOf.values()]
        .flatMap((spans) => withoutPauses(spans, holdMs))
        .sort((a, b) => a.fromMs - b.fromMs),
  };
}

function withoutPauses(spans: readonly AdviceSpan[], holdMs: number): readonly AdviceSpan[] {
  const joined: AdviceSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    const isPause = last?.toMs !== undefined && span.fromMs - last.toMs < holdMs;
    joined.push(isPause ? {...span, first: last.first, fromMs: last.fromMs} : span);
    if (isPause) joined.splice(-2, 1);
  }
  return joined;
}
