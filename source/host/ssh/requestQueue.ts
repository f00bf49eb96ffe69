import type {StuckLocks} from '../io/stuckLocks.js';
import {createAnswerClock} from './answerClock.js';
import type {FarSide} from './connection/handshake.js';
import {createExchange, type Exchange} from './protocol/exchange.js';
import type {RemoteRequest} from './protocol/remoteRequest.js';
import {takeBatch} from './protocol/requestBatch.js';
import type {Token} from './protocol/tokenizer.js';
import {createRateLimit} from './rateLimit.js';
import {createMachine, requestTable} from './states.js';
import {answerDropped, answerKnown} from './unansweredRequests.js';

/**
 * Sends requests to the far side, one batch after another, and gives up the file that one hangs at.
 * Without a connection they wait; those without an answer when one ends are sent over the next.
 */
export type RequestQueue = {
  /** What needs no answer of the far side is answered at once. */
  add(requests: readonly RemoteRequest[]): void;
  attach(send: (text: string) => void, farSide: FarSide): void;
  /** The connection has ended. */
  detach(): void;
  /** Takes what the far side sent; `false`: it was not requested. */
  take(token: Token): boolean;
  /** Sends other text once the far side is sure to read it; without a connection, nothing. */
  send(text: string): void;
  /** How long an answer has stalled beyond its time-out; 0: none has. */
  readonly overdueMs: number;
};

/** A connection over which no answer comes for this long is dead. */
const deadMs = 20_000;
/** What a login script may print later; without the keeper, files come without separators. */
const mostStrayBytes = 1_048_576;

/** @param giveUp Ends the connection: the far side does not answer. */
export function createRequestQueue(stuckLocks: StuckLocks, giveUp: () => void): RequestQueue {
  const machine = createMachine(requestTable, 'detached');
  const clock = createAnswerClock(tick);
  let stray = createRateLimit(mostStrayBytes);
  let waiting: RemoteRequest[] = [];
  /** Other text, for when the far side is sure to read it. */
  let texts: string[] = [];
  let sendText: ((text: string) => void) | undefined;
  let keeperEnvironment = '';
  let exchange: Exchange | undefined;

  /** What is requested in one turn of the event loop is sent together. */
  function plan(): void {
    if (waiting.length > 0 && machine.on('plan')) setImmediate(sendBatch);
  }

  function sendBatch(): void {
    if (!machine.on('send')) return;
    const batch = takeBatch(waiting);
    exchange = createExchange(batch);
    clock.start();
    sendText?.(batch.text);
  }

  function flushTexts(): void {
    if (machine.state === 'sent') return;
    for (const text of texts) sendText?.(text);
    texts = [];
  }

  function endExchange(): void {
    exchange = undefined;
    clock.stop();
  }

  function finish(): void {
    machine.on('finish');
    endExchange();
    plan();
  }

  function overdue(): number {
    return exchange ? clock.overdueMs(exchange, stuckLocks.many) : 0;
  }

  /** While one file hangs, no other is answered. */
  function tick(): void {
    const overdueMs = overdue();
    if (overdueMs > deadMs) giveUp();
    else if (overdueMs > 0) drop('drop');
  }

  /** `drop`: unless the processor there is busy. `stop`: in any case. */
  function drop(command: 'drop' | 'stop'): void {
    if (!machine.on('drop')) return;
    texts.push(`${command}\n`);
    flushTexts();
  }

  /** The far side has skipped the rest of its answer. */
  function dropped(): void {
    if (!exchange) return;
    const {flooded} = exchange;
    const left = exchange.abandon();
    machine.on('finish');
    endExchange();
    const again = answerDropped(left, flooded, stuckLocks);
    waiting.unshift(...answerKnown(again, stuckLocks, keeperEnvironment));
    plan();
  }

  function keepWaiting(): void {
    machine.on('keepWaiting');
    clock.partEnded();
    if (exchange?.ended) finish();
  }

  /** The first byte of an answer has come. */
  function answerBegins(): void {
    if (!machine.on('answer')) return;
    clock.answerBegins();
    flushTexts();
  }

  function takeDropped(word: 'dropped' | 'working'): boolean {
    if (machine.state !== 'dropping') return false;
    if (word === 'dropped') dropped();
    else keepWaiting();
    return true;
  }

  return {
    add(requests) {
      const unknown = answerKnown(requests, stuckLocks, keeperEnvironment);
      for (const request of unknown) waiting.push(request);
      plan();
    },
    attach(send, {keeperPid}) {
      machine.on('attach');
      sendText = send;
      stray = createRateLimit(mostStrayBytes);
      keeperEnvironment = `/proc/${keeperPid}/environ`;
      plan();
    },
    detach() {
      machine.on('detach');
      sendText = undefined;
      texts = [];
      const left = exchange?.abandon();
      endExchange();
      if (left) waiting = [...left.current, ...left.others, ...waiting];
    },
    take(token) {
      const word = token.is === 'said' ? token.words[0] : undefined;
      if (word === 'dropped' || word === 'working') return takeDropped(word);
      const taken = exchange?.take(token) ?? (token.is === 'data' ? 'stray' : 'unrequested');
      if (token.is === 'data' && taken === 'stray') return !stray.exceeds(token.bytes.length);
      if (taken === 'unrequested') return false;
      if (taken === 'part') clock.partEnded();
      else if (taken === 'bytes' && token.is === 'data') clock.received(token.bytes.length);
      answerBegins();
      if (exchange?.flooded) drop('stop');
      if (exchange?.ended && machine.state === 'answering') finish();
      return true;
    },
    send(text) {
      if (!sendText) return;
      texts.push(text);
      flushTexts();
    },
    get overdueMs() {
      return overdue();
    },
  };
}
