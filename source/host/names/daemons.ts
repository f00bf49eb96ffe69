import {posix} from 'node:path';
import type {ContainerKind} from '../../kernel/container/identity.js';
import type {ProcessSample} from '../../model/sample/sample.js';
import type {NameQuestion, NameTools} from './nameSource.js';

const ownKinds: ReadonlySet<ContainerKind> = new Set(['host', 'service', 'session']);
/** Each may take until its time-out. */
const mostDaemons = 4;

/** Whether a process is the host's own: in a container, any process can have any name. */
export function isOfHost({container}: ProcessSample): boolean {
  return ownKinds.has(container.kind);
}

/** Whether it may name containers: root's processes those of the system, a user's their own. */
export async function isTrustedProcess(
  owner: number | undefined,
  process: ProcessSample,
  tools: NameTools,
): Promise<boolean> {
  return (
    isOfHost(process) && process.userId === (owner ?? 0) && hasProgramOfItsName(process, tools)
  );
}

/** Processes of the host with this command: daemons of the container's runtime. */
export async function daemonsOf(
  command: string,
  {owner}: Pick<NameQuestion, 'owner'>,
  tools: NameTools,
): Promise<readonly ProcessSample[]> {
  const daemons: ProcessSample[] = [];
  for (const process of tools.processes()) {
    if (daemons.length === mostDaemons) break;
    if (process.command === command && (await isTrustedProcess(owner, process, tools)))
      daemons.push(process);
  }
  return daemons;
}

/** A user can run sudo, as root, through a link with the name of a daemon. */
async function hasProgramOfItsName(
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
          // Described hosts of tests have no such link.
          if (errno === 'ENOENT') target = command;
        },
      },
    ]);
    return target;
  });
  return program?.startsWith(command) ?? false;
}
