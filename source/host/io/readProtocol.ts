import type {ReadRequest} from './reader.js';

/** The marks of frames between the program and the child that reads. */
export const marks = {
  /** To the child: a `ReadTask` as JSON. */
  task: 1,
  /** To the child: paths that need not stay open, separated by zero bytes. */
  forget: 2,
  /** From the child: the content; of a list, names separated by zero bytes. */
  content: 3,
  /** From the child: an errno. */
  refusal: 4,
} as const;

/** Read one after another, and answered in this order. */
export type ReadTask = {
  requests: readonly WireRequest[];
  /** Each answer is sent before the next file is touched, so that a hang can be blamed on one. */
  flushEach: boolean;
};

/** What the child needs of a request; `waitsFor` and `patient` concern only the program. */
export type WireRequest = Pick<
  ReadRequest,
  'path' | 'root' | 'ownedBy' | 'inPieces' | 'limit' | 'often'
> & {kind?: ReadRequest['kind'] | 'list' | 'socket'};

/** The most bytes that are read of a file. */
export const largestFile = 16_777_216;
/** The most bytes of one read: all of a file that the kernel hands out at once. */
export const pieceBytes = 65_536;
