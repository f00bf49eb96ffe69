import type {ElfFacts} from '../../kernel/process/loader/elf.js';
import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';
import type {Inspection, LibraryFacts} from '../../model/sample/inspection.js';
import {leaf, list, object, optional, record} from './shape.js';
import {count, flag, path, positive, text, time} from './shapeLeaves.js';

const elf = object<ElfFacts>({
  bits: leaf<32 | 64>('bits', (value) => value === 32 || value === 64),
  machine: text,
  interpreter: optional(text),
});

const region = object<MemoryRegion>({
  addresses: text,
  name: text,
  sizeBytes: count,
  residentBytes: count,
  proportionalBytes: count,
  anonymousBytes: count,
  ksmBytes: optional(count),
  swapBytes: optional(count),
  mergeable: optional(flag),
  unmergeable: optional(oneOf('shared', 'hugetlb', 'device', 'droppable')),
});

/** The shape of an inspection. */
export const inspectionShape = object<Inspection>({
  pid: positive,
  startTicks: optional(count),
  timeMs: optional(time),
  executable: optional(text),
  program: optional(elf),
  secure: optional(flag),
  cgroup: optional(text),
  namespaces: record<Inspection['namespaces']>(() => text),
  preloadVariable: optional(path),
  mergeThresholdBytes: optional(count),
  preloadFile: optional(list(text)),
  library: optional(
    object<LibraryFacts>({
      path: text,
      mapped: flag,
      deleted: flag,
      present: optional(flag),
      elf: optional(elf),
    }),
  ),
  regions: optional(list(region)),
  regionsError: optional(oneOf('denied', 'too slow', 'not tried', 'no resources', 'too large')),
  unitMemoryKsm: optional(flag),
});

function oneOf<Word extends string>(...words: readonly Word[]) {
  return leaf<Word>(words.join(' or '), (value) => words.includes(value as Word));
}
