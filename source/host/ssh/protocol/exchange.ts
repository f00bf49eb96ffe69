import {answerRequests, longestComplaint} from './answers.js';
import {createByteStore} from './byteStore.js';
import type {RemoteRequest} from './remoteRequest.js';
import {type AnswerPart, type RequestBatch, startBytes} from './requestBatch.js';
import type {Token} from './tokenizer.js';

/**
 * What a token is to an exchange: the end of a part; bytes of it, or more of them than are wanted;
 * bytes outside of any part; something that was not requested.
 */
export type Taken = 'part' | 'bytes' | 'excess' | 'stray' | 'unrequested';

/** The answer to one batch of requests as it comes in. */
export type Exchange = {
  take(token: Token): Taken;
  /** Whether anything of the answer has come. */
  readonly begun: boolean;
  /** Whether all of it has come. */
  readonly ended: boolean;
  /** The part that is coming in. */
  readonly current: AnswerPart | undefined;
  /** Whether that is one of the whole files, which a single process sends. */
  readonly inFiles: boolean;
  /** More has come than is wanted: of the current part, or of all parts together. */
  readonly flooded: 'part' | 'all' | undefined;
  /** No more will come: returns the requests without an answer, the current ones first. */
  abandon(): {current: readonly RemoteRequest[]; others: readonly RemoteRequest[]};
};

/** Real files are far smaller; a larger one was made on purpose. */
const largestPart = 8_388_608;
/** What is beyond is requested again. */
const largestExchange = 67_108_864;
/** What may still be in transit after the far side was asked to stop. */
const mostExcess = 268_435_456;

export function createExchange({parts}: RequestBatch): Exchange {
  const firstFile = parts.findIndex(({sign}) => sign === 'files') + 1;
  let index = -1;
  const store = createByteStore(largestPart);
  let length = 0;
  let total = 0;
  let excess = 0;

  function moveTo(next: number): Taken {
    const done = parts[index]?.requests ?? [];
    const bytes = store.take();
    const isWhole = length <= largestPart;
    length = 0;
    const skipped = parts.slice(index + 1, next);
    index = next;
    if (isWhole) answerRequests(done, bytes);
    else for (const {answer} of done) answer(undefined, 'EFBIG');
    // A tool that is missing on the far side says nothing for its part.
    for (const {requests} of skipped) for (const {answer} of requests) answer(undefined, 'EIO');
    return 'part';
  }

  function takeBytes(bytes: Buffer): Taken {
    const part = parts[index];
    if (!part || part.requests.length === 0) return 'stray';
    length += bytes.length;
    total += bytes.length;
    if (length > mostBytes(part)) return 'unrequested';
    if (flooded()) excess += bytes.length;
    if (excess > mostExcess) return 'unrequested';
    if (length <= largestPart) store.append(bytes);
    return flooded() ? 'excess' : 'bytes';
  }

  function flooded(): Exchange['flooded'] {
    if (length > largestPart) return 'part';
    return total > largestExchange ? 'all' : undefined;
  }

  return {
    take(token) {
      if (token.is === 'data') return takeBytes(token.bytes);
      if (token.is === 'separator') {
        return parts[index + 1]?.sign === 'separator' ? moveTo(index + 1) : 'unrequested';
      }
      const sign = token.is === 'said' ? token.words[0] : undefined;
      const next = parts.findIndex((part, place) => place > index && part.sign === sign);
      return next < 0 ? 'unrequested' : moveTo(next);
    },
    get begun() {
      return index >= 0;
    },
    get ended() {
      return index === parts.length - 1;
    },
    get current() {
      return parts[index];
    },
    get inFiles() {
      return index >= firstFile;
    },
    get flooded() {
      return flooded();
    },
    abandon() {
      const current = parts[index]?.requests ?? [];
      const others = parts.slice(index + 1).flatMap(({requests}) => requests);
      index = parts.length - 1;
      return {current, others};
    },
  };
}

/** The far side itself truncates files of which only the start is requested. */
function mostBytes({requests: [request]}: AnswerPart): number {
  return request?.kind === 'start'
    ? startBytes(request) + longestComplaint
    : Number.POSITIVE_INFINITY;
}
