import {type Child, startChild} from '../child/child.js';
import {marks, type ReadTask, type WireAsk} from './readProtocol.js';

/** One thing that a child is asked to read; answered once. */
export type Ask = {
  wire: WireAsk;
  /** What it may wait for, and what else waits for that. */
  lock: string;
  done: Done;
};

/** The content, lent for the call; or an errno. */
export type Done = (bytes: Buffer | undefined, errno: string) => void;

/**
 * A child that reads one file after another, and another child when that one hangs: the file it
 * hung at is answered with ETIMEDOUT, with all that wait for the same lock; the rest is sent again.
 */
export type ReadLane = {
  /** Starts the child, so that it is there when something is asked. */
  prepare(): void;
  /** Whether an answer would come at once. */
  readonly isReady: boolean;
  ask(asks: readonly Ask[]): void;
  forget(path: string): void;
  /** Children that were killed and that the kernel has not let go. */
  readonly hung: number;
  close(): void;
};

export type LaneRules = {
  /** Looks of the clock without an answer that are no hang. */
  looksAllowed(): number;
  /** This read hung. */
  blame(ask: Ask): void;
};

type RunningChild = {
  child: Child;
  isReady: boolean;
  /** It was killed in the middle of its work. */
  isAbandoned: boolean;
};

export const lookEveryMs = 50;
/** A busy machine takes its time to start a program. */
const looksToStart = 200;
/** A child that runs on and on without an answer. */
const mostLooksBusy = 200;
/** In so few, an answer each costs less than finding out at which of them it hung. */
const fewAsks = 32;
/** Children that die one after the other: by then it is not the fault of what was asked. */
const mostDeaths = 3;
const mostHung = 8;
/** With the longest paths and all they may hold, as much as a frame has room for. */
const mostPerTask = 512;
/** Before another child is tried where none could be had. */
const pauseMs = 5000;
const idleMs = 60_000;

export function createReadLane(rules: LaneRules): ReadLane {
  let running: RunningChild | undefined;
  /** In the order of the answers; those before `head` are answered. */
  let sent: Ask[] = [];
  let head = 0;
  /** Up to here, each answer of `sent` comes by itself: the one that is missing is to blame. */
  let carefulEnd = 0;
  let forgotten: string[] = [];
  let clock: NodeJS.Timeout | undefined;
  let idle: NodeJS.Timeout | undefined;
  let looks = 0;
  let looksBusy = 0;
  let seenHead = 0;
  let deaths = 0;
  let closedUntilMs = 0;
  let closedErrno = 'EAGAIN';
  let hung = 0;

  function start(): void {
    const started: RunningChild = {
      isReady: false,
      isAbandoned: false,
      child: startChild('read', {
        ready() {
          started.isReady = true;
          looks = 0;
        },
        take(mark, content) {
          deaths = 0;
          if (mark === marks.content) answerNext(content, '');
          else answerNext(undefined, content.toString('latin1'));
        },
        ended(errno) {
          if (started.isAbandoned) hung--;
          else if (running === started) die(errno);
        },
      }),
    };
    running = started;
  }

  function answerNext(content: Buffer | undefined, errno: string): void {
    const ask = sent[head];
    // Nobody asked for it.
    if (!ask) return;
    if (++head === sent.length) rest();
    ask.done(content, errno);
  }

  /** Nothing is under way. */
  function rest(): void {
    expect([]);
    clearInterval(clock);
    clock = undefined;
    clearTimeout(idle);
    idle = setTimeout(retire, idleMs).unref();
  }

  function expect(asks: Ask[]): void {
    sent = asks;
    head = 0;
    seenHead = 0;
    looks = 0;
    looksBusy = 0;
    carefulEnd = 0;
  }

  function retire(): void {
    running?.child.kill();
    running = undefined;
  }

  function send(asks: readonly Ask[], careful: boolean): void {
    if (forgotten.length > 0) {
      running?.child.send(marks.forget, Buffer.from(forgotten.join('\0')));
      forgotten = [];
    }
    for (let start = 0; start < asks.length; start += mostPerTask) {
      const part = asks.slice(start, start + mostPerTask);
      const task: ReadTask = {asks: part.map(({wire}) => wire), careful};
      running?.child.send(marks.task, Buffer.from(JSON.stringify(task)));
    }
  }

  /** Counted in looks, not by the clock: after a pause of the whole program nothing is blamed. */
  function look(): void {
    if (head !== seenHead) {
      looks = 0;
      looksBusy = 0;
    }
    seenHead = head;
    if (!running?.isReady) {
      if (++looks >= looksToStart) giveUp();
      return;
    }
    // It waits for nothing but a processor, or works hard.
    if (running.child.state() === 'R' && ++looksBusy < mostLooksBusy) return;
    if (++looks >= rules.looksAllowed()) goRound();
  }

  /** Kills the child, and goes on behind what it hangs at. */
  function goRound(): void {
    if (running) {
      running.isAbandoned = true;
      hung++;
      retire();
    }
    const [stuck, ...others] = sent.slice(head);
    // What had gathered on its way went with the child: who is to blame shows the next time.
    if (!stuck || head >= carefulEnd) {
      resume();
      return;
    }
    rules.blame(stuck);
    const waiting = others.filter(({lock}) => lock === stuck.lock);
    resume(others.filter(({lock}) => lock !== stuck.lock));
    for (const {done} of [stuck, ...waiting]) done(undefined, 'ETIMEDOUT');
  }

  function resume(asks = sent.slice(head)): void {
    if (asks.length === 0) {
      rest();
      return;
    }
    expect(asks);
    if (hung >= mostHung) {
      giveUp();
      return;
    }
    start();
    carefulEnd = asks.length;
    send(asks, true);
  }

  /** It ended by itself, or could not be started: killed by somebody, or for want of something. */
  function die(errno?: string): void {
    running = undefined;
    if (errno !== undefined || ++deaths >= mostDeaths) giveUp(errno);
    else resume();
  }

  /** There can be no child for now: nothing is known. */
  function giveUp(errno = 'EAGAIN'): void {
    retire();
    deaths = 0;
    closedUntilMs = performance.now() + pauseMs;
    closedErrno = errno;
    const left = sent.slice(head);
    rest();
    for (const {done} of left) done(undefined, errno);
  }

  return {
    prepare() {
      if (!running) start();
    },
    get isReady() {
      return running?.isReady === true;
    },
    ask(asks) {
      if (asks.length === 0) return;
      if (!running && (performance.now() < closedUntilMs || hung >= mostHung)) {
        for (const {done} of asks) done(undefined, closedErrno);
        return;
      }
      clearTimeout(idle);
      if (!running) start();
      const careful = asks.length <= fewAsks;
      if (careful && carefulEnd === sent.length) carefulEnd += asks.length;
      for (const ask of asks) sent.push(ask);
      clock ??= setInterval(look, lookEveryMs);
      send(asks, careful);
    },
    forget(path) {
      if (running) forgotten.push(path);
    },
    get hung() {
      return hung;
    },
    close() {
      clearTimeout(idle);
      clearInterval(clock);
      clock = undefined;
      retire();
    },
  };
}
