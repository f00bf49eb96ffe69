import type {ContainerKind} from '../../kernel/container/identity.js';
import {oncePerList} from '../sample/oncePerList.js';
import type {ProcessSample} from '../sample/sample.js';

/** A program that sets KSM parameters automatically. */
export type Manager = {
  name: string;
  /** `comm` of its process, at most 15 bytes; absent: not unique to it. */
  command?: string;
  /** Matches its command line, where `comm` is that of an interpreter or not unique. */
  commandLine?: RegExp;
  /** Kinds of containers that it may run in besides the host; elsewhere the name is not trusted. */
  kinds?: readonly ContainerKind[];
  /** It writes only when a profile starts: its running process does not explain a change. */
  writesOnce?: boolean;
  /** What it does to the parameters. */
  habit: string;
  /** Command that stops it from changing them, or shows how it is configured. */
  cure: string;
  /** The cure stops nothing. */
  onlyShows?: true;
};

/** That a manager overrides the values to keep, and what can be done. */
export function overrideText({name, habit, cure, onlyShows, writesOnce}: Manager): string {
  const way = onlyShows ? 'its configuration' : 'to prevent that';
  return `${name} ${writesOnce ? 'may' : 'would'} override this: ${habit}; ${way}: ${cure}`;
}

/** Kinds under which a pod may appear, depending on its runtime. */
const podKinds: readonly ContainerKind[] = ['kubernetes', 'docker', 'containerd'];

/** From their sources; most share ksmtuned's rule: +300 or -50 pages, between 64 and 1250. */
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
    onlyShows: true,
  },
  {
    name: 'harvester-node-manager',
    commandLine: /(?:^|\/)harvester-node-manager(?:\s|$)/,
    kinds: podKinds,
    habit:
      "every minute it sets run, pages_to_scan, sleep_millisecs and merge_across_nodes from the available memory and the node's Ksmtuned resource",
    cure: 'kubectl get ksmtuneds.node.harvesterhci.io',
    onlyShows: true,
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
    onlyShows: true,
  },
];

/** Kinds that a process inside a container cannot have. */
const hostKinds: ReadonlySet<ContainerKind> = new Set(['host', 'service', 'session']);
/** First user id of a person; programs of people cannot write parameters, whatever their name. */
const firstPerson = 1000;

const byCommand: ReadonlyMap<string, Manager> = new Map(
  managers.flatMap((manager) =>
    manager.command === undefined ? [] : [[manager.command, manager]],
  ),
);

/** The managers that are running, each once. */
export const findManagers = oncePerList((processes): readonly Manager[] => {
  const found = new Set<Manager>();
  // By index: an iterator would allocate an object for each of thousands.
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
 * Names of interpreters and of several Harvester programs, for which the command line decides. For
 * other programs it does not: an editor may have the path of a manager on its command line.
 */
const sharedCommands: ReadonlySet<string> = new Set([
  ...['bash', 'sh', 'dash'],
  ...['harvester-node-', 'node-manager'],
]);
const python = /^python[\d.]*$/;

/** Called for every process: cheaper than trying each pattern. */
function isShared({command}: ProcessSample): boolean {
  return sharedCommands.has(command) || (command.startsWith('python') && python.test(command));
}

function findByLine({commandLine = ''}: ProcessSample): Manager | undefined {
  return managers.find((manager) => manager.commandLine?.test(commandLine));
}
