import {runtimeName, withoutOwner} from '../../kernel/container/identity.js';
import {shellLine} from '../../text/shell.js';
import {formatSeconds} from '../../text/units.js';
import type {ContainerRow} from '../derive/containers.js';
import {findContainers} from '../derive/findContainer.js';
import {tellsOfProcesses} from '../derive/kernelFeatures.js';
import type {Model} from '../model.js';
import {type GuidePart, type GuideSection, verbatim} from './guideShape.js';
import type {GuideFacts} from './guideSubject.js';

/** How to see in ksmtop that the opt-in worked. */
export function afterwards({model}: GuideFacts, row?: ContainerRow): GuideSection {
  const {sample, scans} = model;
  const twoScans =
    scans.fullScanSeconds === undefined
      ? ''
      : `, about ${formatSeconds(2 * scans.fullScanSeconds)} at the current pace`;
  const parts: GuidePart[] = [
    'Opting in takes effect when a program starts: restart running programs.',
  ];
  if (tellsOfProcesses(sample)) {
    parts.push(
      `In ksmtop, STATE then advances from loaded through mergeable to merging. This takes two full scans${twoScans}. If it stays at requested, the library was not loaded: press Enter on the container, then on the process, to see why.`,
    );
  } else {
    parts.push(
      'In ksmtop, STATE then shows loaded. Linux before 6.1 reports nothing more about single processes; the totals above the list show the result.',
    );
  }
  if (row?.id.includes(':')) {
    parts.push(verbatim(shellLine`ksmtop print -n 1 --container ${wordFor(model, row)}`));
  }
  if (sample.ksm?.parameters.run !== '1') {
    parts.push('ksmd is stopped, and nothing merges until you start it:', ['ksmtop set run=1']);
  }
  return {heading: 'Afterwards', parts};
}

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
    '`ksmtop estimate`, or `e` in ksmtop, tells beforehand what KSM would save.',
    "A program that times its own writes can find out whether another program holds a page with the same content: opt in only programs that may know each other's data.",
  ],
};
