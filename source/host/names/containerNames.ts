import {ownerOf, runtimeName, surroundingsOf, withoutOwner} from '../../kernel/container.js';
import type {ProcessSample} from '../../model/sample.js';
import {
  type ContainerFacts,
  createContainerFacts,
  type FollowedContainer,
} from '../containerFacts.js';
import {firstAbove} from '../rising.js';
import {createRootFiles} from '../rootFiles.js';
import {createSharedAnswers} from '../sharedAnswers.js';
import {isOfHost} from './daemons.js';
import type {NameQuestion, NameTools} from './nameSource.js';
import {sourceTable} from './sourceTable.js';

/** With the time that an answer shared by many may be old: a new name shows within 30 seconds. */
const periodMs = 15_000;
const longestName = 256;

/** The names that people gave to containers. */
export function createContainerNames(
  needs: Omit<NameTools, 'share' | 'hostFiles'> & {hostRoot: string},
): ContainerFacts<string> {
  const {hostRoot, ...given} = needs;
  const hostFiles = createRootFiles(given.reader, hostRoot);
  const tools = {...given, hostFiles, share: createSharedAnswers()};
  const names: ContainerFacts<string> = createContainerFacts(periodMs, async (container) => {
    const name = await findName(container, tools);
    return withOwner(withSurroundings(name, container, names.facts), container)?.slice(
      0,
      longestName,
    );
  });
  return names;
}

/** A container inside another one is named by both. */
function withSurroundings(
  name: string | undefined,
  {identity}: FollowedContainer,
  names: Readonly<Record<string, string>>,
): string | undefined {
  const around = surroundingsOf(identity.id);
  if (around === undefined) return name;
  const outer = Object.keys(names).find((id) => id.slice(id.indexOf(':') + 1) === around);
  if (name === undefined && outer === undefined) return undefined;
  const end = identity.name.lastIndexOf('/');
  const [outerOfPath, ofPath] = [identity.name.slice(0, end), identity.name.slice(end + 1)];
  return `${names[outer ?? ''] ?? outerOfPath}/${name ?? ofPath}`;
}

/** What a user calls his containers must not pass for one of the system. */
function withOwner(name: string | undefined, {identity}: FollowedContainer): string | undefined {
  const owner = ownerOf(identity.id);
  if (name === undefined || owner === undefined) return name;
  return `user@${owner}/${withoutOwner(name)}`;
}

async function findName(
  container: FollowedContainer,
  tools: NameTools,
): Promise<string | undefined> {
  const sources = sourceTable[container.identity.kind];
  const question = sources && questionOf(container, tools);
  if (!question) return undefined;
  for (const source of sources) {
    try {
      const name = await source(question, tools);
      if (name) return name;
    } catch {
      // A file of another shape than it ever had: the next source may do better.
    }
  }
  return undefined;
}

/** Absent: nobody may be asked. The host knows nothing of a container inside another one. */
function questionOf(container: FollowedContainer, tools: NameTools): NameQuestion | undefined {
  const {identity, process} = container;
  const parent = processWith(process.known.parentPid, tools.processes());
  const isForeign = parent && !isOfHost(parent) && parent.container.id !== identity.id;
  if (!isForeign && surroundingsOf(identity.id) !== undefined) return undefined;
  const owner = ownerOf(identity.id);
  return {
    ...container,
    key: runtimeName(identity.id),
    ...(owner !== undefined && {owner}),
    ...(parent && {parent}),
    files: isForeign
      ? createRootFiles(tools.reader, `${tools.procfs}/${parent.pid}/root`)
      : tools.hostFiles,
  };
}

/** Of ten thousand processes, in rising order of their pids. */
function processWith(pid: number, processes: readonly ProcessSample[]): ProcessSample | undefined {
  const process = processes[firstAbove(processes, (each) => each.pid, pid - 1)];
  return process?.pid === pid ? process : undefined;
}
