import {countOf} from '../../text/count.js';
import {formatBytes} from '../../text/units.js';
import type {Rule} from './rule.js';
import {isHostLosing} from './verdictJudgments.js';
import {settingCure, startKsmd} from './words.js';

/** Whether the kernel has KSM, whether ksmd runs, and whether memory is offered. */
export const onOffRules = {
  noKsm: {
    id: 'no-ksm',
    severity: 'warning',
    reason: 'Without /sys/kernel/mm/ksm there is nothing to show or to tune.',
    find: ({model}) =>
      model.sample.ksm
        ? undefined
        : {
            text: 'This kernel has no KSM: it was built without CONFIG_KSM, or /sys is hidden or not mounted.',
            cure: 'grep -s CONFIG_KSM= "/boot/config-$(uname -r)"; ls /sys/kernel/mm',
          },
  },
  offWhileOffered: {
    id: 'off-while-offered',
    severity: 'warning',
    reason:
      'Programs offer memory, but nothing merges it. Where merging costs more than it saves, host-losing reports that instead.',
    canJudge: ({model}) => model.sample.ksm?.parameters.run !== undefined,
    find(evidence) {
      const {running, offering, offersKnown, idle, managers} = evidence;
      // Where offers are unknown, a process with the library loaded counts as one that offers.
      const offers = offering + (offersKnown ? 0 : idle.length);
      if (running || offers === 0 || isHostLosing(evidence)) return undefined;
      const manager = managers.find(({writesOnce}) => !writesOnce);
      const who = `ksmd is stopped while ${countOf(offers, 'process offers', 'processes offer')} memory for merging`;
      return manager
        ? {
            text: `${who}; ${manager.name} runs: ${manager.habit}.`,
            ...(manager.onlyShows ? startKsmd : {cure: `${manager.cure} && ${startKsmd.cure}`}),
          }
        : {text: `${who}.`, ...startKsmd};
    },
    fine: 'Nothing keeps ksmd from the offered memory.',
    fineNeedsAll: 'processes',
  },
  scansNothing: {
    id: 'scans-nothing',
    severity: 'warning',
    reason: 'With pages_to_scan=0 ksmd wakes up after each sleep, and scans no page.',
    find({running, model: {sample}}) {
      const {pages_to_scan: pages, advisor_mode: advisor} = sample.ksm?.parameters ?? {};
      // The advisor sets another value after its next scan.
      if (!running || Number(pages) !== 0 || advisor === 'scan-time') return undefined;
      return {
        text: 'ksmd runs, but scans nothing: pages_to_scan is 0.',
        ...settingCure({pages_to_scan: '100'}),
      };
    },
  },
  staleCounters: {
    id: 'stale-counters',
    severity: 'note',
    reason:
      'With run=0 the kernel does not update the counters, even when processes end; only a scan does.',
    find(evidence) {
      const {sample, figures} = evidence.model;
      const {parameters, counters} = sample.ksm ?? {};
      const {pages_shared: shared = 0, ksm_zero_pages: zero = 0} = counters ?? {};
      if (parameters?.run !== '0' || isHostLosing(evidence)) return undefined;
      if (shared <= 0 && zero <= 0) return undefined;
      const saved =
        figures.savedBytes === undefined ? '' : ` (${formatBytes(figures.savedBytes)} saved)`;
      return {
        text: `ksmd is stopped: merged pages${saved} stay merged, nothing new merges, and the counters do not change even when programs end.`,
        ...startKsmd,
      };
    },
    fine: 'The counters are up to date.',
  },
  offUnused: {
    id: 'off-unused',
    severity: 'note',
    reason: 'KSM is not in use here, as on most hosts; that is not a fault.',
    canJudge: (evidence) =>
      evidence.model.sample.ksm !== undefined && evidence.complete && !isHostLosing(evidence),
    find({model, running, offering, partial, offersKnown}) {
      const {parameters, counters} = model.sample.ksm ?? {};
      if (running || parameters?.run === undefined || offering > 0) return undefined;
      if ((counters?.pages_shared ?? 0) > 0 || (counters?.ksm_zero_pages ?? 0) > 0) {
        return undefined;
      }
      const what = partial ? 'no readable process offers' : 'nothing offers';
      // A recording, such as the demo itself, cannot be estimated.
      const isRecorded = model.sample.remote && model.sample.remote.options === undefined;
      const next = isRecorded ? '' : ' Try ksmtop estimate or demo.';
      return {
        text: offersKnown
          ? `KSM is off, and ${what} memory.${next}`
          : 'KSM is off; whether any process offers memory is known only after a scan.',
        ...startKsmd,
      };
    },
  },
  onUnused: {
    id: 'on-unused',
    severity: 'note',
    reason:
      'ksmd merges only memory that programs offer through a preload library, prctl or madvise. `ksmtop estimate` shows what merging would save of the rest.',
    canJudge: ({running, complete}) => running && complete,
    find({model: {figures}, offering, partial}) {
      if (offering > 0 || figures.offeredPages !== 0 || figures.savedBytes) return undefined;
      const who = partial ? 'no readable process' : 'no process';
      return {
        text: `KSM is on, but ${who} offers memory: start programs with a KSM preload library or another opt-in, or guests with mem-merge=on.`,
        // Which of these works depends on the kernel and systemd; the guide checks both.
        cure: 'ksmtop guide',
        panel: 'guide',
      };
    },
    fine: 'Memory is offered for merging.',
  },
} as const satisfies Record<string, Rule>;
