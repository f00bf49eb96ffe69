import type {ContainerKind} from '../../kernel/container.js';
import type {ProcessSample} from '../../model/sample.js';

const ownKinds: ReadonlySet<ContainerKind> = new Set(['host', 'service', 'session']);

/** Whether a process is the host's own: in a container, everything can be called as one likes. */
export function isOfHost({container}: ProcessSample): boolean {
  return ownKinds.has(container.kind);
}

/** Processes of the host with this command: the daemons of a runtime. */
export function daemonsOf(
  processes: readonly ProcessSample[],
  command: string,
): readonly ProcessSample[] {
  return processes.filter((process) => process.command === command && isOfHost(process));
}
