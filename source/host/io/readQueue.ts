import {type Child, startChild} from '../child/child.js';
import {createHangDetector, tickMs} from './hangDetector.js';
import {marks, type ReadTask} from './readProtocol.js';
import {
  addSent,
  divideAtHang,
  type QueuedRead,
  type SentReads,
  sentReads,
  unanswered,
} from './sentReads.js';

/**
 * A child that reads one file after another, and another child when that one hangs: the file it
 * hung at gets ETIMEDOUT, with all that wait for the same lock; the rest is sent again.
 */
export type ReadQueue = {
  /** Starts the child before anything is read. */
  prepare(): void;
  /** Whether a read needs no wait for a child to start. */
  readonly isReady: boolean;
  add(reads: readonly QueuedRead[]): void;
  forget(path: string): void;
  /** Children that were killed and that the kernel has not ended yet. */
  readonly hung: number;
  close(): void;
};

export type ReadQueueRules = {
  /** Ticks without an answer that are no hang yet: see `HangDetector`. */
  ticksAllowed(): number;
  /** This read hung. */
  hung(read: QueuedRead): void;
};

type RunningChild = {
  child: Child;
  isReady: boolean;
  state(): string | undefined;
  /** It was killed because it hung. */
  isAbandoned: boolean;
};

/** For so few, flushing each answer costs less than finding out which of them hung. */
const fewReads = 32;
/** Children that die one after another do not die of the reads. */
const mostDeaths = 3;
const mostHung = 8;
/** With the longest paths, a frame has room for this many. */
const mostPerTask = 512;
/** Before the next try to start a child after one failed. */
const pauseMs = 5000;
const idleMs = 60_000;

export function createReadQueue(rules: ReadQueueRules): ReadQueue {
  let running: RunningChild | undefined;
  let sent = sentReads();
  let forgotten: string[] = [];
  let clock: NodeJS.Timeout | undefined;
  let idle: NodeJS.Timeout | undefined;
  const detector = createHangDetector(rules.ticksAllowed);
  let deaths = 0;
  let closedUntilMs = 0;
  let closedErrno = 'EAGAIN';
  let hung = 0;

  function start(): void {
    const child = startChild('read', {
      ready() {
        started.isReady = true;
        detector.started();
      },
      take(mark, content) {
        deaths = 0;
        if (mark === marks.content) answerNext(content, '');
        else answerNext(undefined, content.toString('latin1'));
      },
      ended(errno) {
        if (started.isAbandoned) hung--;
        else if (running === started) handleDeath(errno);
      },
    });
    const started: RunningChild = {child, isReady: false, state: child.state, isAbandoned: false};
    running = started;
  }

  function answerNext(content: Buffer | undefined, errno: string): void {
    const read = sent.reads[sent.answered];
    // An answer to nothing.
    if (!read) return;
    if (++sent.answered === sent.reads.length) rest();
    read.done(content, errno);
  }

  /** Nothing is under way: the child ends when that lasts. */
  function rest(): void {
    expect(sentReads());
    clearInterval(clock);
    clock = undefined;
    clearTimeout(idle);
    idle = setTimeout(retire, idleMs).unref();
  }

  function expect(reads: SentReads): void {
    sent = reads;
    detector.reset();
  }

  function retire(): void {
    running?.child.kill();
    running = undefined;
  }

  function send(reads: readonly QueuedRead[], flushEach: boolean): void {
    if (forgotten.length > 0) {
      running?.child.send(marks.forget, Buffer.from(forgotten.join('\0')));
      forgotten = [];
    }
    for (let first = 0; first < reads.length; first += mostPerTask) {
      const part = reads.slice(first, first + mostPerTask);
      const task: ReadTask = {requests: part.map(({wire}) => wire), flushEach};
      running?.child.send(marks.task, Buffer.from(JSON.stringify(task)));
    }
  }

  function tick(): void {
    const verdict = detector.tick(running, sent.answered);
    if (verdict === 'does not start') giveUp();
    else if (verdict === 'hangs') replaceChild();
  }

  /** Kills the child, and continues behind the read that it hangs at. */
  function replaceChild(): void {
    if (running) {
      running.isAbandoned = true;
      hung++;
      retire();
    }
    const {hung: hungReads, again} = divideAtHang(sent);
    if (hungReads[0]) rules.hung(hungReads[0]);
    sendAgain(again);
    for (const {done} of hungReads) done(undefined, 'ETIMEDOUT');
  }

  function sendAgain(reads: QueuedRead[]): void {
    if (reads.length === 0) {
      rest();
      return;
    }
    expect(sentReads(reads, true));
    if (hung >= mostHung) {
      giveUp();
      return;
    }
    start();
    send(reads, true);
  }

  /** It ended unexpectedly, or could not be started: killed, or out of some resource. */
  function handleDeath(errno?: string): void {
    running = undefined;
    if (errno !== undefined || ++deaths >= mostDeaths) giveUp(errno);
    else sendAgain(unanswered(sent));
  }

  /** No child can read for now: all reads fail. */
  function giveUp(errno = 'EAGAIN'): void {
    retire();
    deaths = 0;
    closedUntilMs = performance.now() + pauseMs;
    closedErrno = errno;
    const left = unanswered(sent);
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
    add(reads) {
      if (reads.length === 0) return;
      if (!running && (performance.now() < closedUntilMs || hung >= mostHung)) {
        for (const {done} of reads) done(undefined, closedErrno);
        return;
      }
      clearTimeout(idle);
      if (!running) start();
      const flushEach = reads.length <= fewReads;
      addSent(sent, reads, flushEach);
      clock ??= setInterval(tick, tickMs);
      send(reads, flushEach);
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
