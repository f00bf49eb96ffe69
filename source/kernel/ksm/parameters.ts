/**
 * The writable files of `/sys/kernel/mm/ksm`, from 2.6.32 to 7.x.
 * The one table behind reading, checking, tuning, help and docs/.
 */
export type Parameter = {
  /** File name, as the kernel spells it. */
  name: string;
  /** First mainline release that has the file. */
  since: string;
  /** Option of the kernel's configuration without which the file is absent. */
  needs?: string;
  /** The kernel's default, as text. */
  defaultValue: string;
  /** `integer` has a range, `switch` is 0 or 1, `choice` is one of `choices`. */
  type: 'integer' | 'switch' | 'choice';
  unit?: 'pages' | 'milliseconds' | 'seconds' | 'percent' | 'users';
  /** What ksmtop accepts: never more than the kernel, less where the kernel accepts harmful values. */
  minimum?: number;
  maximum?: number;
  /** Effect of a value below the minimum or above the maximum; absent: the kernel rejects it. */
  below?: string;
  above?: string;
  /** Meanings by the kernel's spelling. */
  choices?: Readonly<Record<string, string>>;
  /** The kernel rejects a new value with EBUSY while pages_shared > 0. */
  needsUnmerged?: boolean;
  meaning: string;
  risk: string;
};

/** A batch of a million pages keeps ksmd busy for seconds, during which it cannot be stopped. */
const mostPages = 1_000_000;
const hourMilliseconds = 3_600_000;

/** In the order in which ksmtop lists them. */
export const parameters = [
  {
    name: 'run',
    since: '2.6.32',
    defaultValue: '0',
    type: 'choice',
    choices: {
      0: 'stopped, merged pages stay merged',
      1: 'running',
      2: 'stopped, everything unmerged',
    },
    meaning: 'Start ksmd (1), stop it (0), or stop it and unmerge all pages (2).',
    risk: '2 needs as much free memory as merging has saved.',
  },
  {
    name: 'pages_to_scan',
    since: '2.6.32',
    defaultValue: '100',
    type: 'integer',
    unit: 'pages',
    minimum: 1,
    maximum: mostPages,
    below: 'ksmd would wake up and scan nothing; use run=0 to stop it',
    above: 'ksmd finishes its batch before it stops, which would take many seconds',
    meaning: 'Pages that ksmd scans before it sleeps; set by the kernel advisor while that is on.',
    risk: 'High values cost CPU, and stopping ksmd waits for the end of the batch.',
  },
  {
    name: 'sleep_millisecs',
    since: '2.6.32',
    defaultValue: '20',
    type: 'integer',
    unit: 'milliseconds',
    minimum: 0,
    maximum: hourMilliseconds,
    above: 'ksmd would sleep for hours; use run=0 to stop it',
    meaning: 'Time that ksmd sleeps between two batches.',
    risk: '0 keeps one core fully busy.',
  },
  {
    name: 'merge_across_nodes',
    since: '3.9',
    needs: 'CONFIG_NUMA',
    defaultValue: '1',
    type: 'switch',
    needsUnmerged: true,
    meaning: 'Merge pages across NUMA nodes.',
    risk: '1 saves more, but some processes then read remote memory.',
  },
  {
    name: 'use_zero_pages',
    since: '4.11',
    defaultValue: '0',
    type: 'switch',
    meaning: 'Merge zero-filled pages with the kernel zero page instead of with each other.',
    risk: 'Costs one more checksum per page; pays off where programs hold much zeroed memory.',
  },
  {
    name: 'max_page_sharing',
    since: '4.13',
    defaultValue: '256',
    type: 'integer',
    unit: 'users',
    minimum: 2,
    maximum: 1_000_000,
    above: 'walking all users of one page would take seconds, and save no more memory',
    needsUnmerged: true,
    meaning: 'Maximum users of one kept page, before the kernel keeps a second copy.',
    risk: 'High values make reclaim and migration of such a page slow.',
  },
  {
    name: 'stable_node_chains_prune_millisecs',
    since: '4.13',
    defaultValue: '2000',
    type: 'integer',
    unit: 'milliseconds',
    minimum: 0,
    maximum: hourMilliseconds,
    above: 'duplicates would stay for hours after their users are gone',
    meaning: 'Time between two searches for stale duplicates of kept pages.',
    risk: 'Low values cost CPU while pages are at max_page_sharing.',
  },
  {
    name: 'smart_scan',
    since: '6.7',
    defaultValue: '1',
    type: 'switch',
    meaning: 'Skip pages that did not merge in earlier scans, for up to eight scans.',
    risk: '0 costs CPU; with 1, pages that become alike later merge some scans later, or never.',
  },
  {
    name: 'advisor_mode',
    since: '6.8',
    defaultValue: 'none',
    type: 'choice',
    choices: {
      none: 'you set pages_to_scan',
      'scan-time': 'the kernel sets pages_to_scan so that a full scan takes the target time',
    },
    meaning: 'Let the kernel tune pages_to_scan.',
    risk: 'Changing it overwrites pages_to_scan.',
  },
  {
    name: 'advisor_max_cpu',
    since: '6.8',
    defaultValue: '70',
    type: 'integer',
    unit: 'percent',
    minimum: 1,
    maximum: 100,
    below: 'the advisor would let ksmd do nothing',
    above: 'ksmd is one thread and cannot use more than one core',
    meaning: 'Maximum CPU, in percent of one core, that the advisor lets ksmd use.',
    risk: 'Low values stretch a full scan beyond its target time; values below 10 count as 10.',
  },
  {
    name: 'advisor_min_pages_to_scan',
    since: '6.8',
    defaultValue: '500',
    type: 'integer',
    unit: 'pages',
    minimum: 1,
    maximum: mostPages,
    below: 'ksmd would scan nothing',
    above: 'ksmd finishes its batch before it stops, which would take many seconds',
    meaning: 'pages_to_scan that the advisor starts with.',
    risk: 'The kernel does not check it against the maximum.',
  },
  {
    name: 'advisor_max_pages_to_scan',
    since: '6.8',
    defaultValue: '30000',
    type: 'integer',
    unit: 'pages',
    minimum: 1,
    maximum: mostPages,
    below: 'ksmd would scan nothing',
    above: 'ksmd finishes its batch before it stops, which would take many seconds',
    meaning: 'Highest pages_to_scan that the advisor sets.',
    risk: 'High values make batches long; stopping ksmd waits for the batch.',
  },
  {
    name: 'advisor_target_scan_time',
    since: '6.8',
    defaultValue: '200',
    type: 'integer',
    unit: 'seconds',
    minimum: 1,
    maximum: 604_800,
    above: 'a full scan would take longer than a week',
    meaning: 'Duration of a full scan that the advisor aims for.',
    risk: 'Short targets cost CPU, up to advisor_max_cpu.',
  },
] as const satisfies readonly Parameter[];

export type ParameterName = (typeof parameters)[number]['name'];

/** The parameter with this kernel name; absent: there is none. */
export function findParameter(name: string): Parameter | undefined {
  return parameters.find((parameter) => parameter.name === name);
}
