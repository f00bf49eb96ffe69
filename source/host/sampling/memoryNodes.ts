import {
  countMemoryNodes,
  type NodeFacts,
  parseDistances,
  parseNodeMemory,
} from '../../kernel/numa.js';
import {isPassing, unreadSentence} from '../../kernel/readFailure.js';
import {parseNumberList} from '../../kernel/system.js';
import {errnoOf, type Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';

/** More nodes than the kernel can be built for. */
const mostNodes = 1024;

/**
 * Counts the NUMA nodes that have memory; absent: a kernel without NUMA, or not known. Rejects with a
 * sentence when they cannot be read now.
 */
export async function readMemoryNodes(reader: Reader, sysfs: string): Promise<number | undefined> {
  const directory = `${sysfs}/devices/system/node`;
  const names = await reader.list(directory).catch((error): string[] => {
    const errno = errnoOf(error);
    if (!isPassing(errno)) return [];
    throw new Error(unreadSentence(`${directory} cannot be listed`, errno));
  });
  const nodes = names
    .flatMap((name) => /^node(\d{1,4})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .slice(0, mostNodes);
  if (nodes.length === 0) return undefined;
  const [{withMemory}, texts] = await Promise.all([
    readTexts(reader, {withMemory: {path: `${directory}/has_memory`}}),
    readTexts(
      reader,
      Object.fromEntries(
        nodes.flatMap((node) =>
          ['meminfo', 'distance'].map((file) => [
            `${node} ${file}`,
            {path: `${directory}/node${node}/${file}`},
          ]),
        ),
      ),
    ),
  ]);
  const listed = withMemory === undefined ? undefined : parseNumberList(withMemory);
  const facts = nodes.map((node): NodeFacts => {
    const hasMemory = listed?.includes(node) ?? parseNodeMemory(texts[`${node} meminfo`] ?? '');
    const distances = parseDistances(texts[`${node} distance`] ?? '');
    return {
      node,
      ...(hasMemory !== undefined && {hasMemory}),
      ...(distances && {distances}),
    };
  });
  return countMemoryNodes(facts) || undefined;
}
