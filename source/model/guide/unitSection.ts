import {memoryKsmTrial, userMemoryKsmTrial} from '../derive/memoryKsm.js';
import {type GuidePart, type GuideSection, verbatim} from './guideShape.js';
import type {GuideSubject} from './guideSubject.js';
import {memoryKsmOnHost} from './prctl.js';
import {editLine, inTurn, type UnitSteps} from './unit.js';
import {unitTable} from './unitTable.js';

const heading = 'MemoryKSM=yes on the host: all its programs, no library needed';

/** MemoryKSM=yes for the unit that a container descends from: no library, nothing to do inside. */
export function unitSection(subject: GuideSubject): GuideSection | undefined {
  const steps = unitTable[subject.row.kind]?.(subject);
  if (!steps) return undefined;
  // Which systemd the outer container has is not known.
  const {nested, model, row} = subject;
  const availability = memoryKsmOnHost(nested ? {model} : subject);
  if (!availability.works) return {heading, unavailable: true, parts: [availability.text]};
  const trial = steps.userId === undefined ? memoryKsmTrial : userMemoryKsmTrial;
  const guarded = (line: string | undefined) =>
    availability.needsTrial ? inTurn(trial, line) : line;
  return {
    heading,
    parts: [
      `${availability.text} Child processes inherit it, so it reaches every program ${row.kind === 'service' ? 'of the service' : 'in the container'}, including static and setuid ones.`,
      ...('unit' in steps
        ? editing(steps, guarded)
        : [
            steps.why,
            verbatim(...steps.run.map((line, index) => (index === 0 ? guarded(line) : line))),
          ]),
      ...(steps.remark ? [steps.remark] : []),
    ],
  };
}

function editing(
  {unit, restart}: Extract<UnitSteps, {unit: object}>,
  guarded: (line: string | undefined) => string | undefined,
): readonly GuidePart[] {
  return [
    verbatim(guarded(editLine(unit))),
    'In the editor, add these two lines:',
    ['[Service]', 'MemoryKSM=yes'],
    'Then restart it:',
    verbatim(restart),
  ];
}
