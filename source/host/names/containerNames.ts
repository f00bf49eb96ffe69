import {shownName, userPart} from '../../kernel/container/containerOwner.js';
import {
  ownerOf,
  ownerPartOf,
  runtimeName,
  surroundingsOf,
} from '../../kernel/container/identity.js';
import type {ProcessSample} from '../../model/sample/sample.js';
import {
  type ContainerFacts,
  createContainerFacts,
  type FollowedContainer,
} from '../containers/containerFacts.js';
import {firstAbove} from '../processes/binarySearch.js';
import {isOfHost, isTrustedProcess} from './daemons.js';
import type {NameQuestion, NameTools} from './nameSource.js';
import {createRootFiles} from './rootFiles.js';
import {createSharedAnswers} from './sharedAnswers.js';
import {sourceTable} from './sourceTable.js';

/** Plus the age of a shared answer: a new name shows within 30 seconds. */
const periodMs = 15_000;
const longestName = 256;
/** Processes that root's runtimes leave as the parent of a container. */
const monitors = /^(?:conmon|containerd-shim|systemd-nspawn$|lxc-start$)/;

/** The names that people gave to containers. */
export function createContainerNames(
  needs: Omit<NameTools, 'share' | 'hostFiles'> & {hostRoot: string},
): ContainerFacts<string> {
  const {hostRoot, ...given} = needs;
  const hostFiles = createRootFiles(given.reader, hostRoot);
  const tools = {...given, hostFiles, share: createSharedAnswers()};
  const names: ContainerFacts<string> = createContainerFacts(periodMs, async (container) => {
    const name = await findName(container, tools);
    const isInner = surroundingsOf(container.identity.id) !== undefined;
    const whole = isInner
      ? withSurroundings(name, container, names.facts)
      : withOwner(name, container);
    return whole?.slice(0, longestName);
  });
  return names;
}

/** A container inside another one gets both names. */
function withSurroundings(
  name: string | undefined,
  {identity}: FollowedContainer,
  names: Readonly<Record<string, string>>,
): string | undefined {
  const around = surroundingsOf(identity.id);
  const outer = Object.keys(names).find((id) => id.slice(id.indexOf(':') + 1) === around);
  if (name === undefined && outer === undefined) return undefined;
  const end = identity.name.lastIndexOf('/');
  const [outerOfPath, ofPath] = [identity.name.slice(0, end), identity.name.slice(end + 1)];
  return `${names[outer ?? ''] ?? outerOfPath}/${name ?? ofPath}`;
}

/** A user's container must not pass for one of root's. */
function withOwner(
  name: string | undefined,
  {identity, process}: FollowedContainer,
): string | undefined {
  if (name === undefined) return undefined;
  const {kind, id} = identity;
  const owner = ownerPartOf(id);
  if (owner !== undefined) return `${owner}/${name}`;
  // Any user can create a namespace, and chooses its hostname.
  const userId = kind === 'namespace' ? process.known.userId : 0;
  return userId ? `${userPart(userId)}/${name}` : shownName(kind, name);
}

async function findName(
  container: FollowedContainer,
  tools: NameTools,
): Promise<string | undefined> {
  const sources = sourceTable[container.identity.kind];
  const question = sources && (await questionOf(container, tools));
  if (!question) return undefined;
  for (const source of sources) {
    try {
      const name = await source(question, tools);
      if (name) return name;
    } catch {
      // A file in an unknown format: the next source may know the name.
    }
  }
  return undefined;
}

/** Absent: no source may be asked. The host does not know a container inside another one. */
async function questionOf(
  container: FollowedContainer,
  tools: NameTools,
): Promise<NameQuestion | undefined> {
  const {identity, process} = container;
  const {id} = identity;
  const key = runtimeName(id);
  const parent = processWith(process.known.parentPid, tools.processes());
  if (parent && !isOfHost(parent) && parent.container.id !== id) {
    const files = createRootFiles(tools.reader, `${tools.procfs}/${parent.pid}/root`);
    return {...container, key, parent, files, runtimeUser: parent.userId ?? 0};
  }
  if (surroundingsOf(id) !== undefined) return undefined;
  const owner = ownerOf(id);
  const isTrusted = parent && (await isTrustedProcess(owner, parent, tools));
  // Below a system unit, only a monitor of root proves that a container is root's.
  const isOfUnit = owner === undefined && ownerPartOf(id) !== undefined;
  if (isOfUnit && !(isTrusted && monitors.test(parent.command))) return undefined;
  return {
    ...container,
    key,
    ...(owner !== undefined && {owner}),
    ...(isTrusted && {parent}),
    files: tools.hostFiles,
    runtimeUser: owner ?? 0,
  };
}

/** A binary search: there may be ten thousand processes, in ascending order of their pids. */
function processWith(pid: number, processes: readonly ProcessSample[]): ProcessSample | undefined {
  const process = processes[firstAbove(processes, (each) => each.pid, pid - 1)];
  return process?.pid === pid ? process : undefined;
}
