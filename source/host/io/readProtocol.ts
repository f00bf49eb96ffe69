import type {ReadRequest} from './reader.js';

/** What frames of the child that reads are. */
export const marks = {
  /** To it: `ReadTask` as JSON. */
  task: 1,
  /** To it: paths that need not be kept open any more, with zero bytes between them. */
  forget: 2,
  /** From it: the content that was asked for, names with zero bytes between them for a list. */
  content: 3,
  /** From it: an errno. */
  refusal: 4,
} as const;

/** Read one after another, and answered in this order. */
export type ReadTask = {
  asks: readonly WireAsk[];
  /** Each answer is sent before the next file is touched, so that a hang can be blamed on one. */
  careful: boolean;
};

/** What is asked for; `waitsFor` and `patient` are for the program alone. */
export type WireAsk = Pick<
  ReadRequest,
  'path' | 'root' | 'ownedBy' | 'inPieces' | 'limit' | 'often'
> & {kind?: ReadRequest['kind'] | 'list' | 'socket'};

/** As far as anything goes that is read from a file. */
export const largestFile = 16_777_216;
/** As much as one read gives of a file that is handed out at once. */
export const pieceBytes = 65_536;
