import {type Frame, type Step, startBytes} from './answerFrame.js';
import {answerAsks, longestComplaint} from './answers.js';
import type {Ask} from './ask.js';
import {createByteStore} from './byteStore.js';
import type {Token} from './tokenizer.js';

/**
 * What a token is to an exchange: the end of a part; bytes of it, or more of them than are wanted;
 * bytes that are no part of the answer; what was not asked for.
 */
export type Taken = 'part' | 'bytes' | 'excess' | 'stray' | 'unasked';

/** The answer to one frame as it comes in. */
export type Exchange = {
  take(token: Token): Taken;
  /** Whether anything of the answer has come. */
  readonly begun: boolean;
  /** Whether all of it has come. */
  readonly ended: boolean;
  /** What is being handed out. */
  readonly current: Step | undefined;
  /** Whether it is one of the whole files, which one process hands out. */
  readonly inFiles: boolean;
  /** More has come than is wanted: of the current answer, or of all of them together. */
  readonly flooded: 'answer' | 'all' | undefined;
  /** No more will come: gives back what was not answered, the one being handed out first. */
  abandon(): {current: readonly Ask[]; others: readonly Ask[]};
};

/** Files are far smaller, but for those that somebody made large on purpose. */
const largestAnswer = 8_388_608;
/** The rest is asked for again. */
const largestExchange = 67_108_864;
/** What may be on its way until the far side has been told to stop. */
const mostExcess = 268_435_456;

export function createExchange({steps}: Frame): Exchange {
  const firstFile = steps.findIndex(({sign}) => sign === 'files') + 1;
  let index = -1;
  const store = createByteStore(largestAnswer);
  let length = 0;
  let total = 0;
  let excess = 0;

  function moveTo(next: number): Taken {
    const done = steps[index]?.asks ?? [];
    const bytes = store.take();
    const isWhole = length <= largestAnswer;
    length = 0;
    const skipped = steps.slice(index + 1, next);
    index = next;
    if (isWhole) answerAsks(done, bytes);
    else for (const ask of done) ask.answer(undefined, 'EFBIG');
    // A tool that is missing there says nothing for its part.
    for (const {asks} of skipped) for (const ask of asks) ask.answer(undefined, 'EIO');
    return 'part';
  }

  function takeBytes(bytes: Buffer): Taken {
    const step = steps[index];
    if (!step || step.asks.length === 0) return 'stray';
    length += bytes.length;
    total += bytes.length;
    if (length > mostBytes(step)) return 'unasked';
    if (flooded()) excess += bytes.length;
    if (excess > mostExcess) return 'unasked';
    if (length <= largestAnswer) store.append(bytes);
    return flooded() ? 'excess' : 'bytes';
  }

  function flooded(): Exchange['flooded'] {
    if (length > largestAnswer) return 'answer';
    return total > largestExchange ? 'all' : undefined;
  }

  return {
    take(token) {
      if (token.is === 'data') return takeBytes(token.bytes);
      if (token.is === 'separator') {
        return steps[index + 1]?.sign === 'separator' ? moveTo(index + 1) : 'unasked';
      }
      const sign = token.is === 'said' ? token.words[0] : undefined;
      const next = steps.findIndex((step, place) => place > index && step.sign === sign);
      return next < 0 ? 'unasked' : moveTo(next);
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
      return flooded();
    },
    abandon() {
      const current = steps[index]?.asks ?? [];
      const others = steps.slice(index + 1).flatMap(({asks}) => asks);
      index = steps.length - 1;
      return {current, others};
    },
  };
}

/** The far side itself cuts off what is asked for by its beginning. */
function mostBytes({asks: [ask]}: Step): number {
  return ask?.kind === 'start' ? startBytes(ask) + longestComplaint : Number.POSITIVE_INFINITY;
}
