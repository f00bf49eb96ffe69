import {guestKinds} from '../../kernel/container/guest.js';
import {runtimeKinds} from '../../kernel/container/identity.js';
import {countOf, listOf} from '../../text/count.js';
import {formatBytes} from '../../text/units.js';
import type {Crossings} from '../map/crossings.js';
import type {Sample} from '../sample/sample.js';
import {needText, unmergeNeed} from '../tuning/unmerge.js';
import type {Finding, Rule} from './rule.js';
import {unmergeFinding} from './unmergeFinding.js';
import {isHostLosing} from './verdictJudgments.js';
import {nameOf, settingCure} from './words.js';

/** Fewer copies of merged pages do not justify an unmerge. */
const copiesBytes = 2 ** 20;
/** Four times the limit leaves a quarter of the copies. */
const limitFactor = 4;
const kibPerGib = 2 ** 20;

/** Kinds of containers that may belong to different people. */
const tenantKinds: ReadonlySet<string> = new Set([...runtimeKinds, ...guestKinds]);

/**
 * Checks free space first: a full disk does more harm than too little swap. What the file system
 * does not support as swap (Btrfs, ZFS) is removed again.
 */
function swapFileCure(gib: number): string {
  const file = '/swap.ksm';
  const hasSpace = `test "$(df -Pk / | awk 'NR == 2 {print $4}')" -gt ${(gib + 1) * kibPerGib}`;
  const make = `fallocate -l ${gib}G ${file} && chmod 600 ${file} && mkswap ${file} && swapon ${file}`;
  const refused = `echo '${file} exists, or / has less than ${gib + 1} GiB free'`;
  return `test ! -e ${file} && ${hasSpace} && { ${make} || rm ${file}; } || ${refused}`;
}

const tenantsCure = `# only where tenants do not trust each other: ${settingCure({run: '2'}).cure}`;

/** What the sharing map has shown; absent: no page is shared across tenants. */
function crossingsFinding(sample: Sample, {bytes, containers}: Crossings): Finding | undefined {
  if (bytes === 0) return undefined;
  return unmergeFinding(sample, {
    text: `${formatBytes(bytes)} of merged memory is shared across tenants, by ${countOf(containers, 'container')}: a tenant can find out what another one holds in memory.`,
    cure: tenantsCure,
  });
}

/** Risks of merging, and settings that limit it. */
export const riskRules = {
  unmergeMemory: {
    id: 'unmerge-memory',
    severity: 'note',
    reason:
      'run=2 gives every merged page memory of its own again, and so do programs that write to many merged pages. Without that memory, the OOM killer ends programs.',
    canJudge({model: {sample}}) {
      const {neededBytes, leastBytes, availableBytes} = unmergeNeed(sample);
      if (availableBytes === undefined) return false;
      return neededBytes !== undefined || leastBytes > availableBytes;
    },
    find({model: {sample}}) {
      const need = unmergeNeed(sample);
      const {leastBytes, availableBytes = leastBytes} = need;
      if (leastBytes <= availableBytes) return undefined;
      const gib = Math.ceil((leastBytes - availableBytes) / 2 ** 30);
      return {
        text: `An unmerge would need ${needText(need)}, but only ${formatBytes(availableBytes)} is available including swap: do not write run=2. Programs that write to many merged pages may also run out of memory.`,
        cure: swapFileCure(gib),
      };
    },
    fine: 'There is enough memory to unmerge everything.',
  },
  sharingLimit: {
    id: 'sharing-limit',
    severity: 'note',
    reason:
      'The kernel keeps one more copy of a merged page for every max_page_sharing users. Copies are stable_node_dups minus stable_node_chains, since chains outlive their pages; below 1 MiB of copies an unmerge is not worth it.',
    canJudge: (evidence) => {
      const {stable_node_dups: dups, stable_node_chains: chains} =
        evidence.model.sample.ksm?.counters ?? {};
      return dups !== undefined && chains !== undefined && !isHostLosing(evidence);
    },
    find({model: {sample}}) {
      const {parameters, counters} = sample.ksm ?? {};
      const copies = (counters?.stable_node_dups ?? 0) - (counters?.stable_node_chains ?? 0);
      const bytes = copies * sample.host.pageSizeBytes;
      const limit = Number(parameters?.max_page_sharing);
      if (bytes < copiesBytes || !(limit > 0)) return undefined;
      const raised = Math.min(2_147_483_647, limit * limitFactor);
      return unmergeFinding(sample, {
        text: `max_page_sharing=${limit} is reached: ${formatBytes(bytes)} is spent on extra copies of merged pages.`,
        ...settingCure({max_page_sharing: String(raised)}),
      });
    },
    fine: 'max_page_sharing costs less than 1 MiB of extra copies.',
  },
  numaMerge: {
    id: 'numa-merge',
    severity: 'note',
    reason:
      'A merged page is on one node; processes on other nodes read it across the interconnect (Red Hat and OpenVZ tuning guides).',
    canJudge: (evidence) =>
      (evidence.model.sample.host.nodeCount ?? 1) > 1 && !isHostLosing(evidence),
    find({model: {sample}}) {
      const {parameters, counters} = sample.ksm ?? {};
      if (parameters?.merge_across_nodes !== '1') return undefined;
      const cure = settingCure({merge_across_nodes: '0'});
      const text = `Pages merge across ${sample.host.nodeCount} NUMA nodes: this saves more, but some programs then read remote memory.`;
      // The kernel accepts it only while nothing is merged.
      if (counters?.pages_shared === 0) return {text, ...cure};
      return unmergeFinding(sample, {text, ...cure});
    },
    fine: 'Pages merge within their NUMA node only.',
  },
  tenants: {
    id: 'merged-across-tenants',
    severity: 'note',
    reason:
      'From how long a write takes, one tenant can tell whether another holds the same page; Rowhammer and ASLR attacks have been built on this (Proxmox, systemd and Kicksecure warn about it).',
    canJudge: ({complete}) => complete,
    find({model: {containers = [], sample, crossings}}) {
      if (crossings) return crossingsFinding(sample, crossings);
      const merging = containers.filter(
        ({kind, mergedBytes = 0}) => tenantKinds.has(kind) && mergedBytes > 0,
      );
      if (merging.length < 2) return undefined;
      return unmergeFinding(sample, {
        text: `${countOf(merging.length, 'container')} have merged memory (${listOf(merging.map(({name}) => nameOf(name)))}). Where they share pages, one can find out what another one holds in memory, which matters if their owners do not trust each other. ksmtop map shows how much crosses tenants.`,
        cure: tenantsCure,
      });
    },
    fine: 'No two containers merge with one another.',
    fineNeedsAll: 'counts',
  },
} as const satisfies Record<string, Rule>;
