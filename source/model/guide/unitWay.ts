import type {GuideSection} from './guide.js';
import type {GuideSubject} from './guideFacts.js';
import {memoryKsmOnHost} from './prctl.js';
import {unitTable} from './unitTable.js';

/** MemoryKSM=yes for the unit that a container descends from: no library, nothing to do inside. */
export function unitWay(subject: GuideSubject): GuideSection | undefined {
  const hostUnit = unitTable[subject.row.kind]?.(subject);
  if (!hostUnit) return undefined;
  const {works, text} = memoryKsmOnHost(subject);
  const heading = 'MemoryKSM=yes on the host: all its programs, no library needed';
  if (!works) return {heading, barred: true, parts: [text]};
  const {unit, restart, remark} = hostUnit;
  return {
    heading,
    parts: [
      `${text} Children have it from their parents, so it reaches every program in the container, static and setuid ones too.`,
      [`systemctl edit ${unit}`],
      'In the editor, these two lines:',
      ['[Service]', 'MemoryKSM=yes'],
      'Then start it anew:',
      [restart],
      ...(remark ? [remark] : []),
    ],
  };
}
