import {runtimeName, withoutOwner} from '../../kernel/container/identity.js';
import {shellLine} from '../../text/shell.js';
import {formatSeconds} from '../../text/units.js';
import type {ContainerRow} from '../derive/containers.js';
import {findContainers} from '../derive/findContainer.js';
import {reportsMerging, reportsProcesses} from '../derive/kernelFeatures.js';
import {isStopped} from '../derive/ksmd/paceWindow.js';
import type {Model} from '../model.js';
import type {Sample} from '../sample/sample.js';
import {type GuidePart, type GuideSection, verbatim} from './guideShape.js';
import type {GuideFacts} from './guideSubject.js';

/** How to see in ksmtop that the opt-in worked. */
export function afterwards(
  {model}: GuideFacts,
  row?: ContainerRow,
  {isGuest = false} = {},
): GuideSection {
  const {sample, scans} = model;
  const twoScans =
    scans.fullScanSeconds === undefined
      ? 'two full scans'
      : `two full scans, about ${formatSeconds(2 * scans.fullScanSeconds)} at the current pace`;
  const parts: GuidePart[] = [
    isGuest
      ? 'Opting in takes effect when the guest starts.'
      : 'Opting in takes effect when a program starts: restart running programs.',
    (isGuest ? guestState : programState)[reportOn(sample)](twoScans),
  ];
  if (row?.id.includes(':')) {
    parts.push(verbatim(shellLine`ksmtop print -n 1 --container ${wordFor(model, row)}`));
  }
  if (!sample.ksm) {
    parts.push('Nothing merges here: no KSM is visible, and ksmtop doctor says why.');
  } else if (isStopped(sample)) {
    parts.push('ksmd is stopped, and nothing merges until you start it:', ['ksmtop set run=1']);
  }
  return {heading: 'Afterwards', parts};
}

/** What the kernel reports of a single process: merged pages since 5.19, other pages since 6.1. */
type Report = 'nothing' | 'merged pages' | 'all';

function reportOn(sample: Sample): Report {
  if (reportsProcesses(sample)) return 'all';
  return reportsMerging(sample) ? 'merged pages' : 'nothing';
}

type StateText = Readonly<Record<Report, (twoScans: string) => string>>;

const oldKernel =
  'Linux before 6.1 reports nothing more about single processes; the totals above the list show the result.';

const programState: StateText = {
  nothing: () => `In ksmtop, STATE then shows loaded. ${oldKernel}`,
  'merged pages': (twoScans) =>
    `In ksmtop, STATE then shows loaded, and after ${twoScans} merging. ${oldKernel}`,
  all: (twoScans) =>
    `In ksmtop, STATE then advances from loaded through mergeable to merging. This takes ${twoScans}. If it stays at requested, the library was not loaded: press Enter on the container, then on the process, to see why.`,
};

const guestState: StateText = {
  nothing: () =>
    'Linux before 5.19 reports nothing about single guests; the totals above the list show the result.',
  'merged pages': (twoScans) => `In ksmtop, STATE shows merging after ${twoScans}. ${oldKernel}`,
  all: (twoScans) =>
    `In ksmtop, STATE then advances through mergeable to merging. This takes ${twoScans}.`,
};

/** The shortest word that finds this container and no other. */
function wordFor({containers = []}: Model, {id, name}: ContainerRow): string {
  const key = runtimeName(id);
  const words = [withoutOwner(name), key.slice(0, 12), key, name];
  const isOnly = (word: string) => {
    const found = findContainers(containers, word);
    return found.length === 1 && found[0]?.id === id && /^[\w.@-]+$/.test(word);
  };
  return words.find(isOnly) ?? id;
}

export const caution: GuideSection = {
  heading: 'Caution',
  parts: [
    "A program that times its own writes can find out whether another program holds a page with the same content: opt in only programs that may know each other's data.",
  ],
};
