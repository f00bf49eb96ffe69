import {countOf} from '../../text/count.js';
import {formatBytes} from '../../text/units.js';
import {keepsPrctl} from '../kernelFeatures.js';
import type {Rule} from './rule.js';
import {startKsmd} from './words.js';

/** Whether there is KSM at all, whether it runs, and whether it has anything to do. */
export const onOffRules = {
  noKsm: {
    id: 'no-ksm',
    severity: 'warning',
    reason: 'Without /sys/kernel/mm/ksm nothing of the rest exists.',
    find: ({model}) =>
      model.sample.ksm
        ? undefined
        : {
            text: 'This kernel has no KSM: it was built without CONFIG_KSM, or /sys is not mounted.',
            cure: 'grep -s CONFIG_KSM= "/boot/config-$(uname -r)"; ls /sys/kernel/mm',
          },
  },
  offWhileOffered: {
    id: 'off-while-offered',
    severity: 'warning',
    reason: 'Programs were told to offer memory, and nobody takes it.',
    judges: ({model}) => model.sample.ksm?.parameters.run !== undefined,
    find({running, offering, tellsOffers, idle, managers}) {
      // Where the kernel does not tell of offers, whoever has loaded the library means to make some.
      const offers = offering + (tellsOffers ? 0 : idle.length);
      if (running || offers === 0) return undefined;
      const rival = managers.find(({writesOnce}) => !writesOnce);
      const who = `ksmd is stopped while ${countOf(offers, 'process offers', 'processes offer')} memory for merging`;
      return rival
        ? {
            text: `${who}; ${rival.name} runs: ${rival.habit}.`,
            cure: `${rival.cure} && ${startKsmd}`,
          }
        : {text: `${who}.`, cure: startKsmd};
    },
    fine: 'ksmd is not kept from memory that is offered.',
    fineOfAll: true,
  },
  staleCounters: {
    id: 'stale-counters',
    severity: 'note',
    reason:
      'With run=0 the kernel updates no counter, even when the processes behind it have ended: only a pass of ksmd does.',
    find({model: {sample, figures}}) {
      const {parameters, counters} = sample.ksm ?? {};
      const merged = (counters?.pages_shared ?? 0) + (counters?.ksm_zero_pages ?? 0);
      if (parameters?.run !== '0' || merged === 0) return undefined;
      return {
        text: `ksmd is stopped: ${formatBytes(figures.savedBytes)} stay merged, nothing new merges, and the counters stand still even when programs end.`,
        cure: startKsmd,
      };
    },
    fine: 'The counters are up to date.',
  },
  offUnused: {
    id: 'off-unused',
    severity: 'note',
    reason: 'Tells a host that was never set up from one that broke.',
    judges: ({model, complete}) => model.sample.ksm !== undefined && complete,
    find({model, running, offering, partial, tellsOffers}) {
      const {parameters, counters} = model.sample.ksm ?? {};
      if (running || parameters?.run === undefined || offering > 0) return undefined;
      if ((counters?.pages_shared ?? 0) > 0) return undefined;
      const seen = partial ? 'nothing that can be read' : 'nothing';
      return {
        text: tellsOffers
          ? `KSM is off, and ${seen} offers memory.`
          : 'KSM is off; whether anything offers memory shows when ksmd has passed.',
        cure: startKsmd,
      };
    },
  },
  onUnused: {
    id: 'on-unused',
    severity: 'note',
    reason: 'ksmd merges only what programs offer: by a preloaded library, prctl or madvise.',
    judges: ({running, complete}) => running && complete,
    find({model: {sample, figures}, offering, partial}) {
      if (offering > 0 || figures.offeredPages !== 0) return undefined;
      const who = partial ? 'no process that can be read' : 'no process';
      return {
        text: `KSM is on, but ${who} offers memory: start programs with a KSM preload library or with MemoryKSM=yes, or guests with mem-merge=on.`,
        // PR_SET_MEMORY_MERGE came with 6.4, but before 6.7 the exec of the service undoes it.
        cure: keepsPrctl(sample)
          ? 'systemd-run -p MemoryKSM=yes COMMAND'
          : 'LD_PRELOAD=/usr/local/share/ksm_preload/libksm_preload.so COMMAND',
      };
    },
    fine: 'There is memory for ksmd to look at.',
  },
} as const satisfies Record<string, Rule>;
