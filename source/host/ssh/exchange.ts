import {answerAsks} from './answers.js';
import type {Ask} from './ask.js';
import type {Frame, Step} from './frame.js';
import type {Token} from './tokenizer.js';

/** The answer to one frame as it comes in. */
export type Exchange = {
  take(token: Token): void;
  /** Whether anything of the answer has come. */
  readonly begun: boolean;
  /** Whether all of it has come. */
  readonly ended: boolean;
  /** What is being handed out. */
  readonly current: Step | undefined;
  /** Whether it is one of the whole files, which one process hands out. */
  readonly inFiles: boolean;
  /** More has come of it than anybody wanted. */
  readonly flooded: boolean;
  /** No more will come: gives back what was not answered, the one being handed out first. */
  abandon(): {current: readonly Ask[]; others: readonly Ask[]};
};

/** Files are far smaller, but for those that somebody made large on purpose. */
const largestBytes = 8_388_608;

export function createExchange({steps}: Frame): Exchange {
  const firstFile = steps.findIndex(({sign}) => sign === 'files') + 1;
  let index = -1;
  let pieces: Buffer[] = [];
  let length = 0;

  function moveTo(next: number): void {
    const done = steps[index];
    const bytes = Buffer.concat(pieces);
    pieces = [];
    length = 0;
    const skipped = steps.slice(index + 1, next);
    index = next;
    if (done) answerAsks(done.asks, bytes);
    // A tool that is missing there says nothing for its part.
    for (const {asks} of skipped) for (const ask of asks) ask.answer(undefined, 'EIO');
  }

  return {
    take(token) {
      if (token.is === 'data') {
        length += token.bytes.length;
        if (length <= largestBytes) pieces.push(Buffer.from(token.bytes));
      } else if (token.is === 'separator') {
        if (steps[index + 1]?.sign === 'separator') moveTo(index + 1);
      } else {
        const [sign] = token.words;
        const next = steps.findIndex((step, place) => place > index && step.sign === sign);
        if (next >= 0) moveTo(next);
      }
    },
    get begun() {
      return index >= 0;
    },
    get ended() {
      return index === steps.length - 1;
    },
    get current() {
      return steps[index];
    },
    get inFiles() {
      return index >= firstFile;
    },
    get flooded() {
      return length > largestBytes;
    },
    abandon() {
      const current = steps[index]?.asks ?? [];
      const others = steps.slice(index + 1).flatMap(({asks}) => asks);
      index = steps.length - 1;
      return {current, others};
    },
  };
}
