import type {ContainerKind} from '../../kernel/container/identity.js';
import {oncePerList} from '../sample/oncePerList.js';
import type {ProcessSample} from '../sample/sample.js';

/** A program that sets the KSM parameters by itself. */
export type Manager = {
  name: string;
  /** `comm` of its process, at most 15 bytes; absent: other programs have the same. */
  command?: string;
  /** Part of its command line, where `comm` is that of an interpreter or of others too. */
  commandLine?: RegExp;
  /** Kinds of containers that it runs in beside the host; else anybody could take its name. */
  kinds?: readonly ContainerKind[];
  /** Writes once, at the start of a profile: its process says nothing. */
  writesOnce?: boolean;
  /** What it does to the parameters. */
  habit: string;
  /** How to make it leave them alone, to be pasted into a shell. */
  cure: string;
};

/** Of a pod, by what its runtime makes of it. */
const podKinds: readonly ContainerKind[] = ['kubernetes', 'docker', 'containerd'];

/** By their sources; what is common to most is ksmtuned's rule: +300 and -50 pages, 64 to 1250. */
export const managers: readonly Manager[] = [
  {
    name: 'ksmtuned',
    command: 'ksmtuned',
    commandLine: /\/ksmtuned(?:\s|$)/,
    habit:
      'every minute it sets run, pages_to_scan and sleep_millisecs from the memory of QEMU guests',
    cure: 'systemctl disable --now ksmtuned',
  },
  {
    name: 'vcmmd',
    command: 'vcmmd',
    commandLine: /\/vcmmd(?:\s|$)/,
    habit: 'every minute it sets run, pages_to_scan and merge_across_nodes from its policy',
    cure: 'systemctl stop vcmmd',
  },
  {
    name: 'MOM',
    command: 'momd',
    commandLine: /\/momd(?:\s|$)/,
    habit: 'it sets run, pages_to_scan and sleep_millisecs from its rules in ksm.rules',
    cure: 'systemctl disable --now mom-vdsm',
  },
  {
    name: 'virt-handler',
    command: 'virt-handler',
    kinds: podKinds,
    habit: 'every three minutes it sets run and pages_to_scan on nodes that its label selects',
    cure: 'kubectl get nodes -L kubevirt.io/ksm-enabled,kubevirt.io/ksm-handler-managed',
  },
  {
    name: 'harvester-node-manager',
    commandLine: /(?:^|\/)harvester-node-manager(?:\s|$)/,
    kinds: podKinds,
    habit:
      "every minute it sets run, pages_to_scan, sleep_millisecs and merge_across_nodes from the available memory and the node's Ksmtuned resource",
    cure: 'kubectl get ksmtuneds.node.harvesterhci.io',
  },
  {
    name: 'kata-ksm-throttler',
    command: 'kata-ksm-thrott',
    habit: 'it raises the parameters whenever a guest starts, and lowers them afterwards',
    cure: 'systemctl disable --now kata-ksm-throttler',
  },
  {
    name: 'uksmd',
    command: 'uksmd',
    habit: 'it sets run, and makes long-lived processes offer their memory',
    cure: 'systemctl disable --now uksmd',
  },
  {
    name: 'tuned',
    command: 'tuned',
    commandLine: /\/tuned(?:\s|$)/,
    writesOnce: true,
    habit: 'some of its profiles stop KSM',
    cure: 'tuned-adm active',
  },
];

/** Kinds that nobody inside a container can put a process into. */
const hostKinds: ReadonlySet<ContainerKind> = new Set(['host', 'service', 'session']);
/** Below are root and the users of services; what a person runs cannot write, whatever its name. */
const firstPerson = 1000;

const byCommand: ReadonlyMap<string, Manager> = new Map(
  managers.flatMap((manager) =>
    manager.command === undefined ? [] : [[manager.command, manager]],
  ),
);

/** The managers that run, each once. */
export const findManagers = oncePerList((processes): readonly Manager[] => {
  const found = new Set<Manager>();
  // By index: an iterator would make an object for each of thousands.
  for (let index = 0; index < processes.length; index++) {
    const process = processes[index] as ProcessSample;
    const manager =
      byCommand.get(process.command) ?? (isShared(process) ? findByLine(process) : undefined);
    if (!manager || (process.userId ?? 0) >= firstPerson) continue;
    const {kind} = process.container;
    if (hostKinds.has(kind) || manager.kinds?.includes(kind)) found.add(manager);
  }
  return [...found];
});

/**
 * Names that say nothing yet: of interpreters, and of several programs of Harvester. Other programs,
 * such as an editor, may well have the path of a manager on their command line.
 */
const sharedCommands: ReadonlySet<string> = new Set([
  ...['bash', 'sh', 'dash'],
  ...['harvester-node-', 'node-manager'],
]);
const python = /^python[\d.]*$/;

/** Asked of every process: a pattern takes longer to say no than these. */
function isShared({command}: ProcessSample): boolean {
  return sharedCommands.has(command) || (command.startsWith('python') && python.test(command));
}

function findByLine({commandLine = ''}: ProcessSample): Manager | undefined {
  return managers.find((manager) => manager.commandLine?.test(commandLine));
}
