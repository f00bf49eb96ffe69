import {formatSeconds} from '../../text/units.js';
import {tellsOfProcesses} from '../kernelFeatures.js';
import type {GuidePart, GuideSection} from './guide.js';
import type {GuideFacts} from './guideFacts.js';

/** How to see in ksmtop that it worked. */
export function checking({model}: GuideFacts, handle?: string): GuideSection {
  const {sample, scans} = model;
  const twoScans =
    scans.fullScanSeconds === undefined
      ? ''
      : `, about ${formatSeconds(2 * scans.fullScanSeconds)} at the present pace`;
  const parts: GuidePart[] = [
    'An opt-in counts from the start of a program: what runs already must be started anew.',
  ];
  if (tellsOfProcesses(sample)) {
    parts.push(
      `In ksmtop, PRELOAD then goes from loaded over mergeable to merging: that takes two full scans${twoScans}. requested means that the library was asked for and not loaded; Enter on the container and on the process says why.`,
    );
  } else {
    parts.push(
      'In ksmtop, PRELOAD then says loaded. More of a single process only Linux 6.1 and later tell; the totals above the list show what comes of it.',
    );
  }
  if (handle !== undefined) parts.push([`ksmtop print -n 1 --container ${handle}`]);
  if (sample.ksm?.parameters.run !== '1') {
    parts.push('ksmd is stopped; nothing merges before it is started:', ['ksmtop set run=1']);
  }
  return {heading: 'Afterwards', parts};
}
