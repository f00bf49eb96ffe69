import {createStuckLocks} from '../io/stuckLocks.js';
import type {Reader, ReadRequest} from '../reader.js';
import type {Ask} from './ask.js';
import {createExchange, type Exchange} from './exchange.js';
import {takeFrame} from './frame.js';
import type {FarSide} from './line.js';
import type {Token} from './tokenizer.js';

/**
 * Reads the files of a machine at the other end of a line. What is asked while there is no line, or
 * was not answered when it ended, waits for the next one.
 */
export type RemoteReader = Reader & {
  /** There is a line. */
  attach(send: (text: string) => void, farSide: FarSide): void;
  /** There is none any more. */
  detach(): void;
  /** Takes what came over it. */
  take(token: Token): void;
  /** Sends something else when its turn has come; without a line, nothing. */
  send(text: string): void;
  /** How long an answer has kept still beyond what is usual; 0: all is well. */
  readonly overdueMs: number;
};

/** So long a read may take, beside the way there and back. */
const patienceMs = 300;
const shortPatienceMs = 100;
/** Where more than one process works on the answer, and it is not seen which of them waits. */
const middlePatienceMs = 1500;
const longPatienceMs = 5000;
const lookEveryMs = 50;
/** Each request is a way there and back, and some processes there: few of them are best. */
const processesAtATime = 512;

export function createRemoteReader(): RemoteReader {
  const stuckLocks = createStuckLocks();
  let queue: Ask[] = [];
  /** Other requests, for when the far side is sure to look. */
  let others: string[] = [];
  let sendText: ((text: string) => void) | undefined;
  let keeperEnvironment = '';
  let exchange: Exchange | undefined;
  let planned = false;
  let dropping = false;
  let sentMs = 0;
  let heardMs = 0;
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
      sentMs = performance.now();
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
    const allowedMs = wayMs + patienceFor(exchange);
    return Math.max(0, performance.now() - Math.max(sentMs, heardMs) - allowedMs);
  }

  function patienceFor({current, inFiles}: Exchange): number {
    if (current?.asks.some(({patient}) => patient)) return longPatienceMs;
    if (!inFiles) return middlePatienceMs;
    return stuckLocks.many ? shortPatienceMs : patienceMs;
  }

  /** While one file does not answer, nothing else does. */
  function look(): void {
    if (exchange?.begun && !dropping && overdue() > 0) drop('drop');
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
      if (ask.kind === 'link' && !ask.alone) {
        retried.push({...ask, alone: true});
        continue;
      }
      if (ask.lock !== undefined && !flooded) stuckLocks.blame(ask.lock);
      ask.answer(undefined, flooded ? 'EFBIG' : 'ETIMEDOUT');
    }
    enqueue([...retried, ...left.others], true);
  }

  function enqueue(asks: readonly Ask[], first = false): void {
    const passing: Ask[] = [];
    for (const ask of asks) {
      if (ask.lock !== undefined && stuckLocks.isStuck(ask.lock))
        ask.answer(undefined, 'ETIMEDOUT');
      else if (/[\n\t]/.test(`${ask.root ?? ''}${ask.path}`)) ask.answer(undefined, 'ENOENT');
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
            else reject(Object.assign(new Error(`${errno}: ${one.path}`), {code: errno}));
          },
        },
      ]);
    });
  }

  return {
    async list(path, root) {
      const inside = root !== undefined && root !== '/';
      const names = await ask({kind: inside ? 'listInside' : 'list', path, ...(inside && {root})});
      return names.toString().split('\n').filter(Boolean);
    },
    read(requests) {
      if (requests.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        let unanswered = requests.length;
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
        enqueue(requests.map((request) => ({...askOf(request), answer: answer(request)})));
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
      heardMs = performance.now();
      const word = token.is === 'said' ? token.words[0] : undefined;
      if (word === 'dropped') {
        blame();
        return;
      }
      if (!exchange) return;
      if (word === 'working') {
        dropping = false;
        if (exchange.ended) conclude();
        return;
      }
      const isFirst = !exchange.begun;
      exchange.take(token);
      if (isFirst && exchange.begun) {
        const tookMs = heardMs - sentMs;
        wayMs = wayMs === 0 ? tookMs : wayMs + (tookMs - wayMs) / 4;
        flush();
      }
      if (exchange.flooded && !dropping) drop('stop');
      if (exchange.ended && !dropping) conclude();
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

function askOf({path, root, kind, limit, patient, waitsFor}: ReadRequest): Omit<Ask, 'answer'> {
  const inside = root !== undefined && root !== '/';
  const file = limit === undefined ? 'file' : 'start';
  return {
    kind: kind === 'link' ? 'link' : inside ? 'inside' : file,
    path,
    ...(inside && {root}),
    ...(limit !== undefined && {limit}),
    ...(waitsFor && {lock: waitsFor.name}),
    ...(patient && {patient}),
    // The targets of these are the kernel's own; any other could hold lines that look like theirs.
    ...(kind === 'link' && !path.includes('/ns/') && {alone: true}),
  };
}
