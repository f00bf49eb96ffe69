import type {WireRequest} from './readProtocol.js';

/** One read by a child; answered once. */
export type QueuedRead = {
  wire: WireRequest;
  /** What it may wait for, and what others wait for, too. */
  lock: string;
  done: ReadDone;
};

/** The content, lent for the call; or an errno. */
export type ReadDone = (bytes: Buffer | undefined, errno: string) => void;

/** Reads that a child was sent, in the order of its answers. */
export type SentReads = {
  reads: QueuedRead[];
  /** How many of them are answered. */
  answered: number;
  /** Up to here, each answer is flushed on its own: the first missing one hangs. */
  flushedEnd: number;
};

/** @param flushEach Whether each answer is flushed on its own. */
export function sentReads(reads: QueuedRead[] = [], flushEach = false): SentReads {
  return {reads, answered: 0, flushedEnd: flushEach ? reads.length : 0};
}

export function addSent(sent: SentReads, reads: readonly QueuedRead[], flushEach: boolean): void {
  if (flushEach && sent.flushedEnd === sent.reads.length) sent.flushedEnd += reads.length;
  for (const read of reads) sent.reads.push(read);
}

export function unanswered({reads, answered}: SentReads): QueuedRead[] {
  return reads.slice(answered);
}

/**
 * Divides what a child that hangs leaves unanswered: the read that it hangs at, those that wait for
 * the same lock, and those that are sent again.
 */
export function divideAtHang(sent: SentReads): {hung: QueuedRead[]; again: QueuedRead[]} {
  const [stuck, ...others] = unanswered(sent);
  // Answers that the child had gathered are lost: only the next child shows which read hangs.
  if (!stuck || sent.answered >= sent.flushedEnd) return {hung: [], again: unanswered(sent)};
  const waitsToo = ({lock}: QueuedRead) => lock === stuck.lock;
  return {
    hung: [stuck, ...others.filter(waitsToo)],
    again: others.filter((read) => !waitsToo(read)),
  };
}
