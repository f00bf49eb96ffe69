import {createByteStore} from '../protocol/byteStore.js';
import type {Token} from '../protocol/tokenizer.js';

export type FarSide = {
  /** Its environment holds the secret, so it is never requested as the file of a process. */
  keeperPid: number;
  /** Seconds since 1970 on its clock. */
  timeSeconds: number;
};

/** Reads what a connection says until the far side's program answers requests. */
export type Handshake = {
  /** `hello`: the program runs. `refused`: why the connection is of no use. */
  take(
    token: Token,
  ):
    | {is: 'waiting' | 'hello'}
    | {is: 'ready'; farSide: FarSide; separator: Buffer}
    | {is: 'refused'; sentence: string};
  /** The last of what the login printed before. */
  readonly printed: string;
};

const printedKept = 2000;
const mostPrintedBytes = 1_048_576;
/** The environment of the keeper: the secret, and little that a shell adds. */
const longestSeparator = 4096;

export function createHandshake(host: string, secret: string): Handshake {
  let printedBytes = 0;
  let printed = '';
  const separator = createByteStore(longestSeparator);
  /** Absent before the hello. */
  let separatorBytes: number | undefined;
  const waiting = {is: 'waiting'} as const;
  const refused = (sentence: string) => ({is: 'refused', sentence}) as const;

  function takeData(bytes: Buffer) {
    if (separatorBytes !== undefined) {
      separatorBytes += bytes.length;
      if (separatorBytes > longestSeparator) return refused(unexpectedStart(host));
      separator.append(bytes);
      return waiting;
    }
    printedBytes += bytes.length;
    const text = printed + bytes.toString();
    printed = text.slice(-printedKept);
    // As `cat` in a login script does.
    if (text.includes(secret)) return refused(loginScriptReads(host));
    if (printedBytes <= mostPrintedBytes) return waiting;
    return refused(
      `${host} printed more than 1 MiB before a shell started: check its login scripts (.bashrc).`,
    );
  }

  function takeReady(keeperPid: string | undefined, timeSeconds: string | undefined) {
    const bytes = Buffer.from(separator.take());
    if (bytes.includes(secret)) {
      const farSide = {keeperPid: Number(keeperPid), timeSeconds: Number(timeSeconds)};
      return {is: 'ready', farSide, separator: bytes} as const;
    }
    return refused(
      bytes.length > 0
        ? loginScriptReads(host)
        : `the shell of ${host} cannot read its own environment in /proc.`,
    );
  }

  return {
    take(token) {
      if (token.is === 'data') return takeData(token.bytes);
      const [word, keeperPid, timeSeconds] = token.is === 'said' ? token.words : [];
      if (word === 'hello' && separatorBytes === undefined) {
        separatorBytes = 0;
        return {is: 'hello'};
      }
      if (word === 'ready' && separatorBytes !== undefined) {
        return takeReady(keeperPid, timeSeconds);
      }
      return refused(unexpectedStart(host));
    },
    get printed() {
      return printed;
    },
  };
}

/** The secret and the program were sent to its input. */
export function loginScriptReads(host: string): string {
  return `a login script of ${host} (such as .bashrc) reads standard input or starts another program, so ksmtop's commands do not reach a shell. Make it do so in interactive shells only.`;
}

function unexpectedStart(host: string): string {
  return `${host} did not start ksmtop's shell program as expected, so the connection was closed.`;
}
