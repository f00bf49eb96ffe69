import {runtimeName} from '../../kernel/container.js';
import {
  type ContainerFacts,
  createContainerFacts,
  type FollowedContainer,
} from '../containerFacts.js';
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
  return createContainerFacts(periodMs, (container) => findName(container, tools));
}

async function findName(
  container: FollowedContainer,
  tools: NameTools,
): Promise<string | undefined> {
  const sources = sourceTable[container.identity.kind];
  if (!sources) return undefined;
  const question = questionOf(container, tools);
  for (const source of sources) {
    try {
      const name = await source(question, tools);
      if (name) return name.slice(0, longestName);
    } catch {
      // A file of another shape than it ever had: the next source may do better.
    }
  }
  return undefined;
}

function questionOf(container: FollowedContainer, tools: NameTools): NameQuestion {
  const {identity, process} = container;
  const parent = tools.processes().find(({pid}) => pid === process.known.parentPid);
  const isNested = parent && !isOfHost(parent) && parent.container.id !== identity.id;
  return {
    ...container,
    key: runtimeName(identity.id),
    ...(parent && {parent}),
    files: isNested
      ? createRootFiles(tools.reader, `${tools.procfs}/${parent.pid}/root`)
      : tools.hostFiles,
  };
}
