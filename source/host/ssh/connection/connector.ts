import type {ChildProcess} from 'node:child_process';
import {setTimeout as pause} from 'node:timers/promises';
import type {Connection} from '../../connection.js';
import type {Token} from '../protocol/tokenizer.js';
import {createMachine, hostTable} from '../states.js';
import type {ConnectionEnd} from './connectionEnd.js';
import type {FarSide} from './handshake.js';
import {openConnection, type SshConnection} from './sshConnection.js';

/** Keeps one host connected: connects, and reconnects after ever longer pauses. */
export type Connector = {
  /** Connects for the first time; rejects with a sentence, and keeps trying in the background. */
  connect(mayAsk: boolean): Promise<void>;
  readonly connection: Connection;
  /** How many connections there have been. */
  readonly connections: number;
  /** Resolves when there is a connection. */
  whenConnected(): Promise<void>;
  /** Ends a connection over which nothing comes any more, and reconnects. */
  giveUp(sentence: string): void;
  close(): Promise<void>;
};

export type ConnectorNeeds = {
  destination: string;
  connect: (mayAsk: boolean) => ChildProcess;
  opened: (send: (text: string) => void, farSide: FarSide) => void;
  /** `false`: it was not requested. */
  take: (token: Token) => boolean;
  ended: () => void;
};

const firstPauseMs = 1000;
const longestPauseMs = 30_000;
/** After a connection that held for this long, the first retry comes soon. */
const steadyMs = 10_000;

export function createConnector(needs: ConnectorNeeds): Connector {
  const {destination} = needs;
  const machine = createMachine(hostTable, 'connecting');
  let connection: Connection = {destination, state: 'connecting'};
  let current: SshConnection | undefined;
  let connections = 0;
  let pauseMs = firstPauseMs;
  const closing = new AbortController();
  const waiting: Array<() => void> = [];

  async function open(mayAsk: boolean): Promise<void> {
    const {take} = needs;
    const opened = openConnection(destination, () => needs.connect(mayAsk), {mayAsk, take});
    current = opened;
    const farSide = await opened.ready;
    if (!machine.on('ready')) return;
    connections++;
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

  function lose({sentence, cause, forGood}: ConnectionEnd): void {
    if (!machine.on('ended')) return;
    const {clockAheadSeconds} = connection;
    connection = {
      ...{destination, state: 'lost', problem: sentence},
      ...(cause && {cause}),
      ...(forGood && {forGood}),
      ...(clockAheadSeconds !== undefined && {clockAheadSeconds}),
    };
    needs.ended();
    void retry();
  }

  async function retry(): Promise<void> {
    await pause(pauseMs, undefined, {signal: closing.signal, ref: false}).catch(() => {});
    if (!machine.on('retry')) return;
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    // The terminal shows the screen by now: `ssh` must not ask there.
    await open(false).catch(loseUnready);
  }

  async function loseUnready(error: Error): Promise<void> {
    lose((await current?.ended) ?? {sentence: error.message});
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
    get connections() {
      return connections;
    },
    whenConnected() {
      if (connection.state === 'connected') return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
    giveUp(sentence) {
      current?.abort(sentence);
    },
    async close() {
      machine.on('close');
      closing.abort();
      await current?.end();
    },
  };
}
