import {parseParameter} from '../../kernel/ksm/ksmFiles.js';
import type {ParameterName} from '../../kernel/ksm/parameters.js';
import type {WriteOutcome} from '../../model/sample/sample.js';
import type {Write} from '../../model/tuning/writeOrder.js';
import {errnoInWords} from '../io/errnoWords.js';
import {ksmDirectory, type MountPoints} from '../io/mounts.js';
import {readTexts} from '../io/readTexts.js';
import {withTimeout} from '../io/withTimeout.js';
import type {RemoteReader} from './remoteReader.js';

/** Writes parameters on a remote host. */
export type RemoteWrites = {
  /** Never rejects. `ENOTCONN`: nothing was sent; `ECONNRESET`: the outcome is not known. */
  write(name: ParameterName, value: string): Promise<WriteOutcome>;
  /**
   * Makes the far side do these writes when the connection ends, for whatever reason, unless the
   * returned function was called before.
   */
  writeWhenGone(writes: readonly Write[]): () => void;
  /** Takes the outcome of a write from the far side; `false`: there is no such write. */
  take(words: readonly string[]): boolean;
  attach(): void;
  /** The connection has ended: no answer will come. Returns what the far side writes now. */
  detach(): readonly Write[];
};

type Answer = {errno?: string} | 'lost';

/** How long a new connection is awaited to read a value back. */
const readBackTimeoutMs = 60_000;

export function createRemoteWrites(
  reader: RemoteReader,
  {procfs, sysfs}: MountPoints,
  whenConnected: () => Promise<void>,
): RemoteWrites {
  const directory = ksmDirectory(sysfs);
  const awaited = new Map<string, (answer: Answer) => void>();
  let promised: readonly Write[] = [];
  let attached = false;
  let count = 0;

  async function readBack(name: ParameterName): Promise<string | undefined> {
    const {text} = await readTexts(reader, {text: {path: `${directory}/${name}`}});
    return parseParameter(name, text ?? '');
  }

  /** The value that the file holds, if there is a connection again in time. */
  async function readBackLater(name: ParameterName): Promise<string | undefined> {
    let held: string | undefined;
    const work = async () => {
      await whenConnected();
      held = await readBack(name);
    };
    await withTimeout(work(), readBackTimeoutMs);
    return held;
  }

  function sendPromise(): void {
    const words = promised.flatMap(({name, from = '', to}) => [`${directory}/${name}`, from, to]);
    reader.send(`${['promise', ...words].join('\t')}\n`);
  }

  return {
    async write(name, value) {
      const startMs = performance.now();
      if (!attached) return {errno: 'ENOTCONN', elapsedSeconds: 0};
      const id = String(++count);
      const answer = await new Promise<Answer>((resolve) => {
        awaited.set(id, resolve);
        // Only while it unmerges does the kernel kill the writer.
        const kills = name === 'run' && value === '2' ? `\t${procfs}/vmstat` : '';
        reader.send(`write\t${id}\t${directory}/${name}\t${value}${kills}\n`);
      });
      const elapsedSeconds = (performance.now() - startMs) / 1000;
      const held = await (answer === 'lost' ? readBackLater(name) : readBack(name));
      const unknown = answer === 'lost' && held !== value ? 'ECONNRESET' : undefined;
      const errno = answer === 'lost' ? unknown : answer.errno;
      return {
        ...(errno !== undefined && {errno}),
        ...(held !== undefined && {value: held}),
        ...(answer === 'lost' && {answerLost: true}),
        elapsedSeconds,
      };
    },
    take([, id = '', status, ...said]) {
      const resolve = awaited.get(id);
      if (!resolve) return false;
      awaited.delete(id);
      if (status === '0') resolve({});
      // SIGKILL by the kernel, out of memory.
      else if (status === '137') resolve({errno: 'OOM'});
      else if (Number(status) > 128) resolve({errno: 'EINTR'});
      else resolve({errno: errnoInWords(`: ${said.join(' ')}`)});
      return true;
    },
    writeWhenGone(writes) {
      // The present value must be known: an empty word between tabs would be lost.
      promised = writes.filter(({from}) => from);
      sendPromise();
      return () => {
        promised = [];
        sendPromise();
      };
    },
    attach() {
      attached = true;
      if (promised.length > 0) sendPromise();
    },
    detach() {
      attached = false;
      for (const resolve of awaited.values()) resolve('lost');
      awaited.clear();
      return promised;
    },
  };
}
