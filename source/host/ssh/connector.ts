import {setTimeout as pause} from 'node:timers/promises';
import type {Connection} from '../connection.js';
import type {LineEnd} from './complaints.js';
import type {FarSide} from './greeting.js';
import type {Token} from './protocol/tokenizer.js';
import {type Connect, type Line, openLine} from './sshLine.js';

/** Keeps a line to one host: connects, and does it again, after ever longer pauses. */
export type Connector = {
  /** Tries for the first time; rejects with a sentence. Further tries follow by themselves. */
  connect(mayAsk: boolean): Promise<void>;
  readonly connection: Connection;
  /** Grows with every line. */
  readonly lines: number;
  /** Resolves when there is a line. */
  whenConnected(): Promise<void>;
  /** Gives up a line over which nothing comes any more. */
  giveUp(sentence: string): void;
  close(): Promise<void>;
};

export type ConnectorNeeds = {
  destination: string;
  connect: (mayAsk: boolean) => ReturnType<Connect>;
  opened: (send: (text: string) => void, farSide: FarSide) => void;
  /** `false`: it was not asked for. */
  take: (token: Token) => boolean;
  ended: () => void;
};

const firstPauseMs = 1000;
const longestPauseMs = 30_000;
/** A line that held for so long is worth another one soon. */
const steadyMs = 10_000;

export function createConnector(needs: ConnectorNeeds): Connector {
  const {destination} = needs;
  let connection: Connection = {destination, state: 'connecting'};
  let line: Line | undefined;
  let lines = 0;
  let pauseMs = firstPauseMs;
  const closing = new AbortController();
  const waiting: Array<() => void> = [];

  async function open(mayAsk: boolean): Promise<void> {
    const {take} = needs;
    const opened = openLine(destination, () => needs.connect(mayAsk), {mayAsk, take});
    line = opened;
    const farSide = await opened.ready;
    if (closing.signal.aborted) return;
    lines++;
    const startMs = performance.now();
    const clockAheadSeconds = farSide.timeSeconds - Math.floor(Date.now() / 1000);
    connection = {
      destination,
      state: 'connected',
      ...(Number.isFinite(clockAheadSeconds) && {clockAheadSeconds}),
    };
    needs.opened(opened.send, farSide);
    for (const resolve of waiting.splice(0)) resolve();
    void opened.ended.then((end) => {
      if (performance.now() - startMs > steadyMs) pauseMs = firstPauseMs;
      lose(end);
    });
  }

  function lose({sentence, forGood}: LineEnd): void {
    if (closing.signal.aborted) return;
    const {clockAheadSeconds} = connection;
    connection = {
      ...{destination, state: 'lost', problem: sentence},
      ...(forGood && {forGood}),
      ...(clockAheadSeconds !== undefined && {clockAheadSeconds}),
    };
    needs.ended();
    void retry();
  }

  async function retry(): Promise<void> {
    const {signal} = closing;
    await pause(pauseMs, undefined, {signal, ref: false}).catch(() => {});
    if (signal.aborted) return;
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    // Nobody can be asked on the screen.
    await open(false).catch(loseUnready);
  }

  async function loseUnready(error: Error): Promise<void> {
    lose((await line?.ended) ?? {sentence: error.message});
  }

  return {
    async connect(mayAsk) {
      try {
        await open(mayAsk);
      } catch (error) {
        await loseUnready(error as Error);
        throw error;
      }
    },
    get connection() {
      return connection;
    },
    get lines() {
      return lines;
    },
    whenConnected() {
      if (connection.state === 'connected') return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
    giveUp(sentence) {
      line?.abort(sentence);
    },
    async close() {
      closing.abort();
      await line?.end();
    },
  };
}
