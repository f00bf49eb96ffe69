import type {Reader, ReadRequest} from '../io/reader.js';
import {createStuckLocks} from '../io/stuckLocks.js';
import {createFlowLimit} from './flowLimit.js';
import type {FarSide} from './greeting.js';
import {createLifeSigns} from './lifeSigns.js';
import {patienceFor} from './patience.js';
import {takeFrame} from './protocol/answerFrame.js';
import type {Ask} from './protocol/ask.js';
import {createExchange, type Exchange} from './protocol/exchange.js';
import {askOf, failure, isOutOfReach} from './protocol/requests.js';
import type {Token} from './protocol/tokenizer.js';

/**
 * Reads the files of a machine at the other end of a line. What is asked while there is no line, or
 * was not answered when it ended, waits for the next one.
 */
export type RemoteReader = Reader & {
  /** There is a line. */
  attach(send: (text: string) => void, farSide: FarSide): void;
  /** There is none any more. */
  detach(): void;
  /** Takes what came over it; `false`: it was not asked for. */
  take(token: Token): boolean;
  /** Sends something else when its turn has come; without a line, nothing. */
  send(text: string): void;
  /** How long an answer has kept still beyond what is usual; 0: all is well. */
  readonly overdueMs: number;
};

const lookEveryMs = 50;
/** A line over which no answer comes for so long is given up. */
const deadMs = 20_000;
const longestWayMs = 5000;
/** What a login script may say on its own; without the keeper, files come without separators. */
const mostStrayBytes = 1_048_576;
/** In a place that is not the kernel's. */
const mostNames = 10_000;
/** Each request is a way there and back, and some processes there: few of them are best. */
const processesAtATime = 512;

/** @param giveUp Ends the line: nothing answers there. */
export function createRemoteReader(giveUp: () => void = () => {}): RemoteReader {
  const stuckLocks = createStuckLocks();
  const lifeSigns = createLifeSigns();
  let stray = createFlowLimit(mostStrayBytes);
  let queue: Ask[] = [];
  /** Other requests, for when the far side is sure to look. */
  let others: string[] = [];
  let sendText: ((text: string) => void) | undefined;
  let keeperEnvironment = '';
  let exchange: Exchange | undefined;
  let planned = false;
  let dropping = false;
  /** How long the first sign of an answer takes. */
  let wayMs = 0;
  let clock: NodeJS.Timeout | undefined;

  /** What is asked in one turn goes over the line together. */
  function plan(): void {
    if (planned || exchange || !sendText || queue.length === 0) return;
    planned = true;
    setImmediate(() => {
      planned = false;
      if (exchange || !sendText || queue.length === 0) return;
      const frame = takeFrame(queue);
      exchange = createExchange(frame);
      lifeSigns.begin();
      sendText(frame.text);
      clock ??= setInterval(look, lookEveryMs);
      clock.unref();
    });
  }

  function flush(): void {
    if (exchange && !exchange.begun) return;
    for (const text of others) sendText?.(text);
    others = [];
  }

  function end(): void {
    exchange = undefined;
    dropping = false;
    clearInterval(clock);
    clock = undefined;
  }

  function conclude(): void {
    end();
    plan();
  }

  function overdue(): number {
    if (!exchange) return 0;
    return Math.max(0, lifeSigns.silentMs - wayMs - patienceFor(exchange, stuckLocks.many));
  }

  /** While one file does not answer, nothing else does. */
  function look(): void {
    lifeSigns.look(lookEveryMs);
    const overdueMs = overdue();
    if (overdueMs > deadMs) giveUp();
    else if (exchange?.begun && !dropping && overdueMs > 0) drop('drop');
  }

  /** `drop`: unless the processor there is busy. `stop`: in any case. */
  function drop(request: 'drop' | 'stop'): void {
    dropping = true;
    others.push(`${request}\n`);
    flush();
  }

  /** The far side has given the rest of its answer up. */
  function blame(): void {
    if (!exchange) return;
    const {flooded} = exchange;
    const left = exchange.abandon();
    end();
    const retried: Ask[] = [];
    for (const ask of left.current) {
      if (flooded === 'all' || (ask.kind === 'link' && !ask.alone)) {
        retried.push(flooded === 'all' ? ask : {...ask, alone: true});
        continue;
      }
      if (ask.lock !== undefined && !flooded) stuckLocks.blame(ask.lock);
      ask.answer(undefined, flooded ? 'EFBIG' : 'ETIMEDOUT');
    }
    enqueue([...retried, ...left.others], true);
  }

  /** The processor there is busy. */
  function keepWaiting(): void {
    dropping = false;
    lifeSigns.part();
    if (exchange?.ended) conclude();
  }

  /** The first sign of an answer has come. */
  function noteWay(): void {
    const tookMs = Math.min(performance.now() - lifeSigns.begunMs, longestWayMs);
    wayMs = wayMs === 0 ? tookMs : wayMs + (tookMs - wayMs) / 4;
    flush();
  }

  function enqueue(asks: readonly Ask[], first = false): void {
    const passing: Ask[] = [];
    for (const ask of asks) {
      if (ask.lock !== undefined && stuckLocks.isStuck(ask.lock))
        ask.answer(undefined, 'ETIMEDOUT');
      else if (/[\n\t]/.test(ask.path)) ask.answer(undefined, 'ENOENT');
      else if (ask.path === keeperEnvironment) ask.answer(Buffer.alloc(0), '');
      else passing.push(ask);
    }
    if (first) queue.unshift(...passing);
    else for (const ask of passing) queue.push(ask);
    plan();
  }

  function ask(one: Omit<Ask, 'answer'>): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      enqueue([
        {
          ...one,
          answer(bytes, errno) {
            if (bytes) resolve(Buffer.from(bytes));
            else reject(failure(errno, one.path));
          },
        },
      ]);
    });
  }

  return {
    async list(path, root) {
      if (isOutOfReach({root})) throw failure('EOPNOTSUPP', path);
      const names = (await ask({kind: 'list', path})).toString().split('\n').filter(Boolean);
      if (root !== undefined && names.length > mostNames) throw failure('EOVERFLOW', path);
      return names;
    },
    read(requests) {
      const asked = requests.filter((request) => !isOutOfReach(request));
      for (const request of requests) if (isOutOfReach(request)) request.fail?.('EOPNOTSUPP');
      if (asked.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        let unanswered = asked.length;
        const answer = (request: ReadRequest) => (bytes: Buffer | undefined, errno: string) => {
          if (bytes && request.waitsFor) stuckLocks.clear(request.waitsFor.name);
          try {
            if (bytes) request.take(bytes);
            else request.fail?.(errno);
          } catch (error) {
            reject(error);
          }
          if (--unanswered === 0) resolve();
        };
        enqueue(asked.map((request) => ({...askOf(request), answer: answer(request)})));
      });
    },
    async writeRefusal(path) {
      return ask({kind: 'writable', path}).then(
        () => undefined,
        (error: NodeJS.ErrnoException) => error.code,
      );
    },
    forget() {},
    processesAtATime,
    attach(send, {keeperPid}) {
      sendText = send;
      stray = createFlowLimit(mostStrayBytes);
      keeperEnvironment = `/proc/${keeperPid}/environ`;
      plan();
    },
    detach() {
      sendText = undefined;
      others = [];
      const left = exchange?.abandon();
      end();
      if (left) queue = [...left.current, ...left.others, ...queue];
    },
    take(token) {
      const word = token.is === 'said' ? token.words[0] : undefined;
      if (word === 'dropped' || word === 'working') {
        if (!dropping) return false;
        if (word === 'dropped') blame();
        else keepWaiting();
        return true;
      }
      const isFirst = exchange?.begun === false;
      const taken = exchange?.take(token) ?? (token.is === 'data' ? 'stray' : 'unasked');
      if (token.is === 'data' && taken === 'stray') return !stray.exceeds(token.bytes.length);
      if (taken === 'unasked') return false;
      if (taken === 'part') lifeSigns.part();
      else if (taken === 'bytes' && token.is === 'data') lifeSigns.bytes(token.bytes.length);
      if (isFirst) noteWay();
      if (exchange?.flooded && !dropping) drop('stop');
      if (exchange?.ended && !dropping) conclude();
      return true;
    },
    send(text) {
      if (!sendText) return;
      others.push(text);
      flush();
    },
    get overdueMs() {
      return overdue();
    },
  };
}
