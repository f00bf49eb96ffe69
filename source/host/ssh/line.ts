import {type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {createDeferred} from '../deferred.js';
import {type Destination, farSideInput, sshArguments} from './command.js';
import {noSshHere, whyLineEnded} from './complaints.js';
import program from './farSide.sh';
import {createTokenizer, type Token} from './tokenizer.js';

/** One connection to the far side, from its start to its end. */
export type Line = {
  /** Resolves when the far side's program runs; rejects with a sentence. */
  readonly ready: Promise<FarSide>;
  /** Why it ended, in a sentence. Never rejects. */
  readonly ended: Promise<string>;
  send(text: string): void;
  /** Gives it up, for this reason. */
  abort(sentence: string): void;
  /** Ends it; resolves when no process is left of it here. */
  end(): Promise<void>;
};

export type FarSide = {
  /** Its environment holds the secret: that is not to be asked for as the file of a process. */
  keeperPid: number;
  /** Seconds since 1970 on its clock. */
  timeSeconds: number;
};

/** Starts the process at whose other end the far side's shell is. */
export type Connect = () => ChildProcess;

/** Logging in takes seconds where names are looked up, and as long as it takes to type a password. */
const startPatienceMs = 20_000;
const endPatienceMs = 500;
const noiseKept = 2000;

/**
 * Connects by the system's `ssh`, which may ask on the terminal if `mayAsk`. Then it stays in the
 * terminal's session, and signals from the keyboard must not reach it; else it has its own.
 */
export function connectBySsh(destination: Destination, mayAsk: boolean): ChildProcess {
  const options = sshArguments(destination, mayAsk);
  const ignoring = ['-c', 'trap "" INT QUIT TSTP; exec ssh "$@"', 'ssh', ...options];
  return mayAsk
    ? spawn('/bin/sh', ignoring, {stdio: 'pipe'})
    : spawn('ssh', options, {stdio: 'pipe', detached: true});
}

/** Opens a line, and tells `take` what comes over it once the far side is ready. */
export function openLine(
  name: string,
  connect: Connect,
  {mayAsk, take}: {mayAsk: boolean; take: (token: Token) => void},
): Line {
  const secret = randomBytes(16).toString('hex');
  const ready = createDeferred<FarSide>();
  const ended = createDeferred<string>();
  const left = createDeferred<void>();
  let state: 'starting' | 'greeted' | 'ready' = 'starting';
  /** What a login prints before the program runs. */
  let noise = '';
  let separator: Buffer = Buffer.alloc(0);
  let complaint = '';
  // A rejection that nobody waits for is told by `ended`, too.
  ready.promise.catch(() => {});
  const child = connect();
  const patience = mayAsk ? undefined : setTimeout(giveUp, startPatienceMs);

  function conclude(sentence: string): void {
    clearTimeout(patience);
    ready.reject(new Error(sentence));
    ended.resolve(sentence);
  }

  function abort(sentence: string): void {
    conclude(sentence);
    child.kill('SIGKILL');
  }

  function giveUp(): void {
    const seconds = startPatienceMs / 1000;
    abort(
      `no shell of ${name} has answered for ${seconds} s: does something wait in its login scripts?`,
    );
  }

  const tokenizer = createTokenizer(secret, (token) => {
    if (state === 'ready') {
      take(token);
    } else if (token.is === 'data') {
      if (state === 'greeted') separator = Buffer.concat([separator, token.bytes]);
      else if (noise.length < noiseKept) noise += token.bytes.toString();
    } else if (token.is === 'said') {
      greet(token.words);
    }
  });

  function greet([word, keeperPid, timeSeconds]: readonly string[]): void {
    if (word === 'hello') state = 'greeted';
    if (word !== 'ready') return;
    if (!separator.includes(secret)) {
      abort(`the shell of ${name} cannot read its own environment in /proc.`);
      return;
    }
    state = 'ready';
    clearTimeout(patience);
    tokenizer.separateBy(separator);
    ready.resolve({keeperPid: Number(keeperPid), timeSeconds: Number(timeSeconds)});
  }

  child.stdout?.on('data', tokenizer.push);
  child.stderr?.on('data', (bytes: Buffer) => {
    complaint = (complaint + bytes.toString()).slice(-noiseKept);
    // Questions are asked on the terminal itself; what belongs to them is said here.
    if (mayAsk && state === 'starting') process.stderr.write(bytes);
  });
  child.stdin?.on('error', () => {});
  child.on('error', (error: NodeJS.ErrnoException) => {
    conclude(error.code === 'ENOENT' ? noSshHere : `ssh: ${error.message}.`);
    left.resolve();
  });
  child.on('exit', () => left.resolve());
  child.on('close', () => {
    tokenizer.end();
    conclude(whyLineEnded(name, {complaint, printed: state === 'ready' ? '' : noise, mayAsk}));
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
      clearTimeout(patience);
      child.stdin?.end();
      // Who is asking on the terminal restores it first.
      if (state !== 'ready') child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), endPatienceMs);
      await left.promise;
      clearTimeout(killer);
    },
  };
}
