import type {ContainerKind} from '../../kernel/container.js';
import type {ProcessSample} from '../../model/sample.js';
import type {NameQuestion} from './nameSource.js';

const ownKinds: ReadonlySet<ContainerKind> = new Set(['host', 'service', 'session']);

/** Whether a process is the host's own: in a container, everything can be called as one likes. */
export function isOfHost({container}: ProcessSample): boolean {
  return ownKinds.has(container.kind);
}

/** Whether what it says of containers counts: those of the system are root's, all others their owner's. */
export function speaksFor(process: ProcessSample, owner: number | undefined): boolean {
  return isOfHost(process) && process.userId === (owner ?? 0);
}

/** Processes of the host with this command: the daemons of the runtime that has the container. */
export function daemonsOf(
  processes: readonly ProcessSample[],
  command: string,
  {owner}: Pick<NameQuestion, 'owner'>,
): readonly ProcessSample[] {
  return processes.filter((process) => process.command === command && speaksFor(process, owner));
}
