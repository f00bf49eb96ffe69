import {expect, test} from 'vitest';
import {encodeInspection} from '../../../source/recording/encode.js';
import {createKnownInspections} from '../../../source/recording/files/knownInspections.js';
import {inspectionOf} from '../../fixtures/inspection.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const processes = Array.from({length: 5}, () => processOf());
const [a, b, c, d] = processes.map((process) => inspectionOf(process));
const sample = sampleOf({processes});

test('gives the newest that there is room for, and not what comes just now', () => {
  if (!a || !b || !c || !d) throw new Error('no processes');
  const known = createKnownInspections();
  known.add({sample, inspections: [a, b]});
  known.add({sample, inspections: [c]});
  const again = {...a, timeMs: 9};
  known.add({sample, inspections: [again]});
  expect(known.newest({sample}, 1e6)).toEqual([b, c, again]);
  const two = encodeInspection(c).length + encodeInspection(again).length;
  expect(known.newest({sample}, two)).toEqual([c, again]);
  expect(known.newest({sample}, two - 1)).toEqual([again]);
  const recorded = {sample, inspections: [d]};
  known.add(recorded);
  expect(known.newest(recorded, 1e6)).toEqual([b, c, again]);
});

test('keeps nothing of processes that ended, nor of those that had their pid', () => {
  if (!a || !b) throw new Error('no processes');
  const known = createKnownInspections();
  known.add({sample, inspections: [a, b]});
  const later = sampleOf({processes: processes.map((each) => ({...each, startTicks: 7}))});
  expect(known.newest({sample: later}, 1e6)).toEqual([]);
  expect(known.newest({sample}, 1e6)).toEqual([]);
});
