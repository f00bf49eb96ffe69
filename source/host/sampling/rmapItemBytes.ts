import {parseKsmFiles} from '../../kernel/ksm/ksmFiles.js';
import {itemBytesByWord, measuredItemBytes, type WordFacts} from '../../kernel/ksm/rmapItem.js';
import {ksmDirectory, type MountPoints} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';

const counterNames = [
  'pages_shared',
  'pages_sharing',
  'pages_unshared',
  'pages_volatile',
  'ksm_zero_pages',
  'general_profit',
] as const;
/** One line of a file of megabytes. */
const symbolBytes = 64;

/** Other facts of the host that are read at the same time. */
type Known = Pick<WordFacts, 'release' | 'programWordBytes'> & {pageSizeBytes: number};

/** Reads what shows the size of an rmap item: the metadata that ksmd keeps for each page. */
export async function readRmapItemBytes(
  reader: Reader,
  {procfs, sysfs}: MountPoints,
): Promise<(known: Known) => number> {
  const directory = ksmDirectory(sysfs);
  const [counters, {arch, symbols}] = await Promise.all([
    readTexts(
      reader,
      Object.fromEntries(counterNames.map((name) => [name, {path: `${directory}/${name}`}])),
    ),
    readTexts(reader, {
      arch: {path: `${procfs}/sys/kernel/arch`},
      symbols: {path: `${procfs}/kallsyms`, limit: symbolBytes},
    }),
  ]);
  const files = parseKsmFiles(counters as Record<string, string>);
  return (known) =>
    measuredItemBytes(files, known.pageSizeBytes) ??
    itemBytesByWord({...known, arch: arch?.trim(), symbols});
}
