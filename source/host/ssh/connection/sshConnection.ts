import type {ChildProcess} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {showUntrusted} from '../../../text/untrusted.js';
import {createTokenizer, type Token} from '../protocol/tokenizer.js';
import {createRateLimit, readThrottled} from '../rateLimit.js';
import {connectionTable, createMachine} from '../states.js';
import {type ConnectionEnd, explainEnd, isOfProxy} from './connectionEnd.js';
import program from './farSide.sh';
import {createHandshake, type FarSide, loginScriptReads} from './handshake.js';
import {createNotices} from './notices.js';
import {farSideInput, jumpHostsOf} from './sshCommand.js';
import {sshMissing} from './sshErrors.js';

/** One connection to the far side, from its start to its end. */
export type SshConnection = {
  /** Resolves when the far side's program answers requests; rejects with a sentence. */
  readonly ready: Promise<FarSide>;
  /** Why it ended. Never rejects. */
  readonly ended: Promise<ConnectionEnd>;
  send(text: string): void;
  /** Ends it at once, for this reason. */
  abort(sentence: string): void;
  /** Ends it; resolves when none of its processes is left here. */
  end(): Promise<void>;
};

/** Looking names up takes a login seconds; typing a password takes as long as it takes. */
const startTimeoutMs = 20_000;
const endTimeoutMs = 500;
const errorsKept = 4000;
const mostErrorBytes = 1_048_576;

/**
 * Opens a connection, and hands `take` what the far side sends once it is ready. A token that `take`
 * did not request ends the connection.
 *
 * @param connect Starts the process that leads to the far side's shell.
 */
export function openConnection(
  destination: string,
  connect: () => ChildProcess,
  {mayAsk, take}: {mayAsk: boolean; take: (token: Token) => boolean},
): SshConnection {
  const name = showUntrusted(destination);
  const secret = randomBytes(16).toString('hex');
  const machine = createMachine(connectionTable, 'starting');
  const ready = createDeferred<FarSide>();
  const ended = createDeferred<ConnectionEnd>();
  const exited = createDeferred<void>();
  const handshake = createHandshake(name, secret);
  const errorLimit = createRateLimit(mostErrorBytes);
  const notices = mayAsk ? createNotices((text) => process.stderr.write(text)) : undefined;
  /** The end of standard error: before it was ready, or since. */
  let errors = '';
  // `ended` reports it, too.
  ready.promise.catch(() => {});
  const child = connect();
  let startTimer = mayAsk ? undefined : setTimeout(timeOut, startTimeoutMs);

  function conclude(end: ConnectionEnd): void {
    if (!machine.on('end')) return;
    clearTimeout(startTimer);
    ready.reject(new Error(end.sentence));
    ended.resolve(end);
  }

  function abort(sentence: string): void {
    conclude({sentence});
    tokenizer.stop();
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.kill('SIGKILL');
  }

  function timeOut(): void {
    const seconds = startTimeoutMs / 1000;
    abort(
      `no shell of ${name} answered within ${seconds} s: does a login script (.bashrc) wait for something or read standard input?`,
    );
  }

  const tokenizer = createTokenizer(secret, (token) => {
    if (machine.state !== 'ready') greet(token);
    else if (!take(token)) {
      abort(`${name} sent data that ksmtop did not request, so the connection was closed.`);
    }
  });

  function greet(token: Token): void {
    const step = handshake.take(token);
    if (step.is === 'refused') abort(step.sentence);
    // By now the user has typed what had to be typed.
    if (step.is === 'hello' && machine.on('hello')) {
      startTimer ??= setTimeout(timeOut, startTimeoutMs);
    }
    if (step.is !== 'ready' || !machine.on('ready')) return;
    clearTimeout(startTimer);
    tokenizer.setSeparator(step.separator);
    // Errors from before may still be in the pipe.
    setImmediate(() => {
      errors = '';
    });
    ready.resolve(step.farSide);
  }

  readThrottled(child.stdout, tokenizer.push);
  readThrottled(child.stderr, (bytes) => {
    errors = (errors + bytes.toString()).slice(-errorsKept);
    if (machine.state !== 'ready') {
      // `ssh` asks on the terminal itself; what belongs to its questions comes here.
      notices?.show(bytes);
      // A shell that runs login scripts complains about the input that was meant for another one.
      if (errors.includes(secret)) abort(loginScriptReads(name));
    }
    if (errorLimit.exceeds(bytes.length)) {
      abort(`${name} sent more than 1 MiB of error messages, so the connection was closed.`);
    }
  });
  child.stdin?.on('error', () => {});
  child.on('error', (error: NodeJS.ErrnoException) => {
    const {code = error.message} = error;
    conclude(
      code === 'ENOENT'
        ? {sentence: sshMissing, forGood: true}
        : {sentence: `ssh cannot be started (${code}).`},
    );
    exited.resolve();
  });
  child.on('exit', () => exited.resolve());
  child.on('close', async () => {
    tokenizer.end();
    const isReady = machine.state === 'ready';
    const printed = isReady ? '' : handshake.printed;
    const jumpHosts = isOfProxy(errors) ? await jumpHostsOf(destination) : [];
    conclude(explainEnd(destination, {errors, printed, isReady, mayAsk, jumpHosts}));
  });
  child.stdin?.write(farSideInput(secret, program));
  return {
    ready: ready.promise,
    ended: ended.promise,
    send(text) {
      child.stdin?.write(text);
    },
    abort,
    async end() {
      clearTimeout(startTimer);
      child.stdin?.end();
      // `ssh` restores the terminal first when it is asking there.
      if (machine.state !== 'ready') child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
      await exited.promise;
      clearTimeout(killer);
    },
  };
}

type Deferred<Value> = {
  promise: Promise<Value>;
  resolve: (value: Value) => void;
  reject: (error: Error) => void;
};

/** `Promise.withResolvers`, which Node has from 22 on. */
function createDeferred<Value>(): Deferred<Value> {
  let resolve: Deferred<Value>['resolve'] = () => {};
  let reject: Deferred<Value>['reject'] = () => {};
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return {promise, resolve, reject};
}
