import {memoryKsmTrial, userMemoryKsmTrial} from '../derive/memoryKsm.js';
import type {GuideSubject} from './guideFacts.js';
import type {GuidePart, GuideSection} from './guideShape.js';
import type {HostUnit} from './hostUnit.js';
import {copy} from './lines.js';
import {memoryKsmOnHost} from './prctl.js';
import {editLine, inTurn} from './unit.js';
import {unitTable} from './unitTable.js';

const heading = 'MemoryKSM=yes on the host: all its programs, no library needed';

/** MemoryKSM=yes for the unit that a container descends from: no library, nothing to do inside. */
export function unitWay(subject: GuideSubject): GuideSection | undefined {
  const way = unitTable[subject.row.kind]?.(subject);
  if (!way) return undefined;
  // What systemd the container around it has, nobody looked at.
  const {nested, model} = subject;
  const verdict = memoryKsmOnHost(nested ? {model} : subject);
  if (!verdict.works) return {heading, barred: true, parts: [verdict.text]};
  const trial = way.userId === undefined ? memoryKsmTrial : userMemoryKsmTrial;
  const guarded = (line: string | undefined) => (verdict.tried ? inTurn(trial, line) : line);
  return {
    heading,
    parts: [
      `${verdict.text} Child processes inherit it, so it reaches every program in the container, static and setuid ones too.`,
      ...('unit' in way
        ? editing(way, guarded)
        : [way.why, copy(...way.run.map((line, index) => (index === 0 ? guarded(line) : line)))]),
      ...(way.remark ? [way.remark] : []),
    ],
  };
}

function editing(
  {unit, restart}: Extract<HostUnit, {unit: object}>,
  guarded: (line: string | undefined) => string | undefined,
): readonly GuidePart[] {
  return [
    copy(guarded(editLine(unit))),
    'In the editor, these two lines:',
    ['[Service]', 'MemoryKSM=yes'],
    'Then restart it:',
    copy(restart),
  ];
}
