import {type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {showUntrusted} from '../../text/untrusted.js';
import {createDeferred} from '../io/deferred.js';
import {type Destination, farSideInput, sshArguments} from './command.js';
import {isOfProxy, type LineEnd, whyLineEnded} from './complaints.js';
import {noSshHere} from './complaintTable.js';
import {readFairly} from './fairReading.js';
import program from './farSide.sh';
import {createFlowLimit} from './flowLimit.js';
import {createGreeting, type FarSide, loginScriptReads} from './greeting.js';
import {jumpHostsOf} from './jumpHosts.js';
import {createNotices} from './notices.js';
import {createTokenizer, type Token} from './protocol/tokenizer.js';

/** One connection to the far side, from its start to its end. */
export type Line = {
  /** Resolves when the far side's program runs; rejects with a sentence. */
  readonly ready: Promise<FarSide>;
  /** Why it ended. Never rejects. */
  readonly ended: Promise<LineEnd>;
  send(text: string): void;
  /** Gives it up, for this reason. */
  abort(sentence: string): void;
  /** Ends it; resolves when no process is left of it here. */
  end(): Promise<void>;
};

/** Starts the process at whose other end the far side's shell is. */
export type Connect = () => ChildProcess;

/** Logging in takes seconds where names are looked up, and as long as it takes to type a password. */
const startPatienceMs = 20_000;
const endPatienceMs = 500;
const complaintKept = 4000;
/** Of what `ssh` and the far side complain of. */
const mostComplaintBytes = 1_048_576;

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

/**
 * Opens a line, and tells `take` what comes over it once the far side is ready. What `take` did not
 * ask for ends the line.
 */
export function openLine(
  destination: string,
  connect: Connect,
  {mayAsk, take}: {mayAsk: boolean; take: (token: Token) => boolean},
): Line {
  const name = showUntrusted(destination);
  const secret = randomBytes(16).toString('hex');
  const ready = createDeferred<FarSide>();
  const ended = createDeferred<LineEnd>();
  const left = createDeferred<void>();
  const greeting = createGreeting(name, secret);
  const complaints = createFlowLimit(mostComplaintBytes);
  const notices = mayAsk ? createNotices((text) => process.stderr.write(text)) : undefined;
  let isReady = false;
  /** What was complained of in this part of the line: before it was ready, or since. */
  let complaint = '';
  // A rejection that nobody waits for is told by `ended`, too.
  ready.promise.catch(() => {});
  const child = connect();
  let patience = mayAsk ? undefined : setTimeout(giveUp, startPatienceMs);

  function conclude(end: LineEnd): void {
    clearTimeout(patience);
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

  function giveUp(): void {
    const seconds = startPatienceMs / 1000;
    abort(
      `no shell of ${name} answered within ${seconds} s: does a login script (.bashrc) wait for something or read standard input?`,
    );
  }

  const tokenizer = createTokenizer(secret, (token) => {
    if (!isReady) greet(token);
    else if (!take(token)) {
      abort(`${name} sent data that ksmtop did not request, so the connection was closed.`);
    }
  });

  function greet(token: Token): void {
    const greeted = greeting.take(token);
    if (greeted.is === 'refused') abort(greeted.sentence);
    // Whoever had to type something has done so.
    if (greeted.is === 'begun') patience ??= setTimeout(giveUp, startPatienceMs);
    if (greeted.is !== 'ready') return;
    isReady = true;
    clearTimeout(patience);
    tokenizer.separateBy(greeted.separator);
    // What was said before may still be in its pipe.
    setImmediate(() => {
      complaint = '';
    });
    ready.resolve(greeted.farSide);
  }

  readFairly(child.stdout, tokenizer.push);
  readFairly(child.stderr, (bytes) => {
    complaint = (complaint + bytes.toString()).slice(-complaintKept);
    // Questions are asked on the terminal itself; what belongs to them is said here.
    if (!isReady) {
      notices?.show(bytes);
      // The shell that runs the login scripts takes what was meant for another one.
      if (complaint.includes(secret)) abort(loginScriptReads(name));
    }
    if (complaints.exceeds(bytes.length)) {
      abort(`${name} sent more than 1 MiB of error messages, so the connection was closed.`);
    }
  });
  child.stdin?.on('error', () => {});
  child.on('error', (error: NodeJS.ErrnoException) => {
    conclude(
      error.code === 'ENOENT'
        ? {sentence: noSshHere, forGood: true}
        : {sentence: `ssh cannot be started (${error.code ?? error.message}).`},
    );
    left.resolve();
  });
  child.on('exit', () => left.resolve());
  child.on('close', async () => {
    tokenizer.end();
    const printed = isReady ? '' : greeting.printed;
    const jumpHosts = isOfProxy(complaint) ? await jumpHostsOf(destination) : [];
    conclude(whyLineEnded(destination, {complaint, printed, isReady, mayAsk, jumpHosts}));
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
      if (!isReady) child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), endPatienceMs);
      await left.promise;
      clearTimeout(killer);
    },
  };
}
