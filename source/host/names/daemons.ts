import {posix} from 'node:path';
import type {ContainerKind} from '../../kernel/container/identity.js';
import type {ProcessSample} from '../../model/sample/sample.js';
import type {NameQuestion, NameTools} from './nameSource.js';

const ownKinds: ReadonlySet<ContainerKind> = new Set(['host', 'service', 'session']);
/** Each may keep others waiting. */
const mostDaemons = 4;

/** Whether a process is the host's own: in a container, everything can be called as one likes. */
export function isOfHost({container}: ProcessSample): boolean {
  return ownKinds.has(container.kind);
}

/** Whether what it says of containers counts: those of the system are root's, all others their owner's. */
export async function speaksFor(
  owner: number | undefined,
  process: ProcessSample,
  tools: NameTools,
): Promise<boolean> {
  return isOfHost(process) && process.userId === (owner ?? 0) && isWhatItIsCalled(process, tools);
}

/** Processes of the host with this command: the daemons of the runtime that has the container. */
export async function daemonsOf(
  command: string,
  {owner}: Pick<NameQuestion, 'owner'>,
  tools: NameTools,
): Promise<readonly ProcessSample[]> {
  const daemons: ProcessSample[] = [];
  for (const process of tools.processes()) {
    if (daemons.length === mostDaemons) break;
    if (process.command === command && (await speaksFor(owner, process, tools)))
      daemons.push(process);
  }
  return daemons;
}

/** A link of that name to a program like sudo runs as root, and waits for a password. */
async function isWhatItIsCalled(
  {pid, startTicks, command}: ProcessSample,
  {reader, procfs, share}: NameTools,
): Promise<boolean> {
  const program = await share(`program of ${pid} since ${startTicks}`, 0, async () => {
    let target: string | undefined;
    await reader.read([
      {
        path: `${procfs}/${pid}/exe`,
        kind: 'link',
        take(bytes) {
          target = posix.basename(bytes.toString());
        },
        fail(errno) {
          // There is none where files stand for a /proc.
          if (errno === 'ENOENT') target = command;
        },
      },
    ]);
    return target;
  });
  return program?.startsWith(command) ?? false;
}
