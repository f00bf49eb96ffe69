import {spawn} from 'node:child_process';
import {Agent, type RequestOptions, request} from 'node:http';
import {connect, type Socket} from 'node:net';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import type {Program} from '../../../support/program.js';
import {until} from '../../../support/until.js';
import type {Running} from '../running.js';

/** A server under test: what it answers to a number is known in advance. */
export type Workload = {
  running: Running;
  /** A client with a connection of its own; resolves with the answer to a number. */
  client(): (number: number) => Promise<string>;
  expected(number: number): string;
};

/** Clients of a server that answers GET /NUMBER. */
export const overHttp = (place: RequestOptions) => () => {
  const agent = new Agent({keepAlive: true, maxSockets: 1});
  return (number: number) =>
    new Promise<string>((resolve, reject) => {
      request({...place, agent, path: `/${number}`}, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve(text)).on('error', reject);
      })
        .on('error', reject)
        .end();
    });
};

/** Clients of a server that answers a line with a line. */
export const overLines =
  (place: {port: number} | {path: string}, ask: (number: number) => string) => () => {
    const socket: Socket = connect(place as {path: string});
    return askLines(socket, socket, ask);
  };

/** Clients that are programs: they answer a line with a line, and end with the server. */
export const overProgram =
  ({command, args}: Program, {exited}: Running, ask: (number: number) => string) =>
  () => {
    const client = spawn(command, [...args], {stdio: ['pipe', 'pipe', 'inherit']});
    void exited.then(() => client.kill());
    return askLines(client.stdin, client.stdout, ask);
  };

function askLines(input: Writable, output: Readable, ask: (number: number) => string) {
  let waiting: {resolve(answer: string): void; reject(error: Error): void} | undefined;
  let broken: Error | undefined;
  const fail = (error: Error) => {
    broken ??= error;
    waiting?.reject(broken);
  };
  input.on('error', fail);
  createInterface(output)
    .on('line', (line) => {
      if (!waiting) return fail(new Error(`an answer too many: ${line}`));
      waiting.resolve(line);
      waiting = undefined;
    })
    .on('close', () => fail(new Error('the connection ended')));
  return (number: number) =>
    new Promise<string>((resolve, reject) => {
      waiting = {resolve, reject};
      if (broken) fail(broken);
      else input.write(ask(number));
    });
}

/** What checks a program while it is opted in and out. */
export type Load = {
  /** Answers that were not the expected ones. */
  wrong(): readonly string[];
  answered(): number;
  more(count: number): Promise<unknown>;
  stop(): Promise<void>;
};

/** Requests by several clients at once, each answer checked, until it is stopped. */
export function putUnderLoad({client, expected}: Workload, clients: number): Load {
  let isOver = false;
  let answered = 0;
  let waiting = clients;
  const wrong: string[] = [];
  const work = async (first: number) => {
    const ask = client();
    for (let number = first; !isOver; number = (number + clients) % 1_000_000) {
      const answer = await ask(number).catch((error: unknown) => String(error));
      if (answer === expected(number)) answered++;
      else {
        wrong.push(`${number}: ${answer}`);
        break;
      }
    }
    waiting--;
  };
  for (let first = 0; first < clients; first++) void work(first);
  return {
    wrong: () => wrong,
    answered: () => answered,
    more: (count: number) => {
      const from = answered;
      return until('more answers', () => wrong.length > 0 || answered >= from + count, {
        timeoutMs: 120_000,
      });
    },
    /** Rejects if an answer is lost. */
    async stop() {
      isOver = true;
      await until('the last answers', () => waiting === 0);
    },
  };
}
