import {runtimeName, withoutOwner} from '../../kernel/container/identity.js';
import {shellLine} from '../../text/shell.js';
import {formatSeconds} from '../../text/units.js';
import type {ContainerRow} from '../derive/containers.js';
import {findContainers} from '../derive/findContainer.js';
import {tellsOfProcesses} from '../derive/kernelFeatures.js';
import type {Model} from '../model.js';
import type {GuideFacts} from './guideFacts.js';
import type {GuidePart, GuideSection} from './guideShape.js';
import {copy} from './lines.js';

/** How to see in ksmtop that it worked. */
export function checking({model}: GuideFacts, row?: ContainerRow): GuideSection {
  const {sample, scans} = model;
  const twoScans =
    scans.fullScanSeconds === undefined
      ? ''
      : `, about ${formatSeconds(2 * scans.fullScanSeconds)} at the present pace`;
  const parts: GuidePart[] = [
    'Opting in takes effect when a program starts: restart running programs.',
  ];
  if (tellsOfProcesses(sample)) {
    parts.push(
      `In ksmtop, PRELOAD then advances from loaded through mergeable to merging: that takes two full scans${twoScans}. requested means that the library was asked for and not loaded; Enter on the container and on the process says why.`,
    );
  } else {
    parts.push(
      'In ksmtop, PRELOAD then says loaded. Only Linux 6.1 and later tell more of a single process; the totals above the list show the result.',
    );
  }
  if (row?.id.includes(':')) {
    parts.push(copy(shellLine`ksmtop print -n 1 --container ${wordFor(model, row)}`));
  }
  if (sample.ksm?.parameters.run !== '1') {
    parts.push('ksmd is stopped; nothing merges before it is started:', ['ksmtop set run=1']);
  }
  return {heading: 'Afterwards', parts};
}

/** The shortest word by which this container is found, and no other one. */
function wordFor({containers = []}: Model, {id, name}: ContainerRow): string {
  const key = runtimeName(id);
  const words = [withoutOwner(name), key.slice(0, 12), key, name];
  const isOnly = (word: string) => {
    const found = findContainers(containers, word);
    return found.length === 1 && found[0]?.id === id && /^[\w.@-]+$/.test(word);
  };
  return words.find(isOnly) ?? id;
}
