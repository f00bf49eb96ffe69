import type {Reader, ReadRequest} from '../io/reader.js';
import {createStuckLocks} from '../io/stuckLocks.js';
import {
  failure,
  isOutOfReach,
  type RemoteRequest,
  remoteRequestOf,
} from './protocol/remoteRequest.js';
import {createRequestQueue, type RequestQueue} from './requestQueue.js';

/** Reads the files of a remote host. */
export type RemoteReader = Reader & Omit<RequestQueue, 'add'>;

/** In a directory that is not the kernel's. */
const mostNames = 10_000;
/** Each batch costs a round trip and some processes there: few batches are best. */
const processesAtATime = 512;

/** @param giveUp Ends the connection: the far side does not answer. */
export function createRemoteReader(giveUp: () => void = () => {}): RemoteReader {
  const stuckLocks = createStuckLocks();
  const queue = createRequestQueue(stuckLocks, giveUp);

  function request(one: Omit<RemoteRequest, 'answer'>): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      queue.add([
        {
          ...one,
          answer(bytes, errno) {
            if (bytes) resolve(Buffer.from(bytes));
            else reject(failure(errno, one.path));
          },
        },
      ]);
    });
  }

  return {
    async list(path, root) {
      if (isOutOfReach({root})) throw failure('EOPNOTSUPP', path);
      const names = (await request({kind: 'list', path})).toString().split('\n').filter(Boolean);
      if (root !== undefined && names.length > mostNames) throw failure('EOVERFLOW', path);
      return names;
    },
    read(requests) {
      const reachable = requests.filter((each) => !isOutOfReach(each));
      for (const each of requests) if (isOutOfReach(each)) each.fail?.('EOPNOTSUPP');
      if (reachable.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        let unanswered = reachable.length;
        const answer = (each: ReadRequest) => (bytes: Buffer | undefined, errno: string) => {
          if (bytes && each.waitsFor) stuckLocks.clear(each.waitsFor.name);
          try {
            if (bytes) each.take(bytes);
            else each.fail?.(errno);
          } catch (error) {
            reject(error);
          }
          if (--unanswered === 0) resolve();
        };
        queue.add(reachable.map((each) => ({...remoteRequestOf(each), answer: answer(each)})));
      });
    },
    async writeRefusal(path) {
      return request({kind: 'writable', path}).then(
        () => undefined,
        (error: NodeJS.ErrnoException) => error.code,
      );
    },
    forget() {},
    processesAtATime,
    attach: queue.attach,
    detach: queue.detach,
    take: queue.take,
    send: queue.send,
    get overdueMs() {
      return queue.overdueMs;
    },
  };
}
