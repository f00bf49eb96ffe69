/**
 * The read-only files of `/sys/kernel/mm/ksm`, from 2.6.32 to 7.x.
 * One table for reading, the help screen, docs/ and every machine-readable format.
 */
export type Counter = {
  /** File name, as the kernel spells it. */
  name: string;
  /** A `gauge` goes up and down; a `counter` only grows, until it is reset. */
  kind: 'gauge' | 'counter';
  unit: 'pages' | 'bytes' | 'scans' | 'nodes';
  /** First mainline release that has the file. */
  since: string;
  /** One sentence for the help screen. */
  meaning: string;
};

/** In the order in which ksmtop lists them. */
export const counters = [
  {
    name: 'pages_shared',
    kind: 'gauge',
    unit: 'pages',
    since: '2.6.32',
    meaning: 'KSM pages kept in memory; each replaces two or more identical pages.',
  },
  {
    name: 'pages_sharing',
    kind: 'gauge',
    unit: 'pages',
    since: '2.6.32',
    meaning: 'Additional users of kept pages: the number of pages saved.',
  },
  {
    name: 'pages_unshared',
    kind: 'gauge',
    unit: 'pages',
    since: '2.6.32',
    meaning: 'Unique pages: compared on every scan, but without a match.',
  },
  {
    name: 'pages_volatile',
    kind: 'gauge',
    unit: 'pages',
    since: '2.6.32',
    meaning: 'Pages that change too fast, have not been hashed yet, or are skipped by smart_scan.',
  },
  {
    name: 'full_scans',
    kind: 'counter',
    unit: 'scans',
    since: '2.6.32',
    meaning: 'Full scans of all offered memory; unmerging resets it to 0.',
  },
  {
    name: 'stable_node_chains',
    kind: 'gauge',
    unit: 'nodes',
    since: '4.13',
    meaning: 'Kept pages that reached max_page_sharing and were duplicated.',
  },
  {
    name: 'stable_node_dups',
    kind: 'gauge',
    unit: 'nodes',
    since: '4.13',
    meaning: 'Duplicates of kept pages, made because of max_page_sharing.',
  },
  {
    name: 'general_profit',
    kind: 'gauge',
    unit: 'bytes',
    since: '6.4',
    meaning: 'Saved memory minus the metadata that KSM needs for it; can be negative.',
  },
  {
    name: 'pages_scanned',
    kind: 'counter',
    unit: 'pages',
    since: '6.6',
    meaning: 'Pages that ksmd has scanned since boot.',
  },
  {
    name: 'ksm_zero_pages',
    kind: 'gauge',
    unit: 'pages',
    since: '6.6',
    meaning: 'Zero-filled pages replaced by the kernel zero page (use_zero_pages).',
  },
  {
    name: 'pages_skipped',
    kind: 'counter',
    unit: 'pages',
    since: '6.7',
    meaning: 'Pages that smart_scan skipped because they had not merged before.',
  },
] as const satisfies readonly Counter[];

export type CounterName = (typeof counters)[number]['name'];
