import {expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {adviceOf} from '../../../source/model/advice/advice.js';
import {headlineOf} from '../../../source/model/advice/situation.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const headline = (...steps: Parameters<typeof modelOf>) => {
  const model = modelOf(...steps);
  const found = headlineOf(model, adviceOf(model));
  return found && `${found.severity}: ${found.text} +${found.more}`;
};

const offering = processOf({ksm: {rmapItems: 0, mergingPages: 0, mergeable: true}});
const hidden = processOf({
  readable: false,
  refusal: {file: 'ksm_stat', errno: 'EACCES'},
  preload: {},
});
const host = {reader: {root: false, ptrace: false, readSearch: false}};

test('a warning comes first, whatever is still missing', () => {
  expect(headline({ksm: {run: 0}, processes: [offering], processesPending: 5})).toBe(
    'warning: ksmd is stopped while 1 process offers memory for merging. +0',
  );
});

test('what is still missing comes before a note', () => {
  const ksm = {advisor_mode: 'scan-time', pages_volatile: 9};
  expect(headline({ksm, processes: [offering], processesPending: 5})).toBe(
    'note: Reading processes: 1 of 6. +1',
  );
  expect(headline({ksm, processes: [offering]})).toMatch(/^note: First scan: .* \+1$/);
});

test('a note comes when nothing is missing, and counts the others', () => {
  const ksm = {advisor_mode: 'scan-time', full_scans: 4, pages_unshared: 9};
  expect(headline({ksm, processes: [offering]}, {})).toMatch(/^note: The kernel's advisor .* \+0$/);
  const processes = [offering, processOf({command: 'ksmtuned'})];
  expect(headline({ksm, processes}, {})).toMatch(/^note: ksmtuned runs.* \+1$/);
});

test('says what cannot be read, and that one sample gives no rate', () => {
  const ksm = {full_scans: 4, pages_unshared: 9};
  expect(headline({host, ksm, processes: [offering, hidden]}, {})).toBe(
    'note: Only 1 of 2 processes can be read: use sudo or ksmtop demo. +0',
  );
  expect(headline({ksm, processes: [offering, hidden]}, {})).toBe(
    'note: Only 1 of 2 processes can be read. +0',
  );
  expect(headline({host: {...host, hidesProcesses: true}, ksm, processes: [offering]}, {})).toBe(
    "note: /proc hides other users' processes (hidepid): their figures are unknown. +0",
  );
  expect(headline({ksm, processes: [offering]})).toBe(
    'note: First sample: rates need a second one. +0',
  );
  expect(headline({ksm, processes: [offering]}, {})).toBeUndefined();
});

test('inside a container, leads to the host', () => {
  const ksm = {full_scans: 4, pages_unshared: 9};
  const outside = {ksm, processes: [offering], writeRefusal: 'EROFS'};
  expect(headline(outside, {})).toBeUndefined();
  const {ksmd: _, ...inside} = sampleOf(outside);
  expect(headlineOf(advance(undefined, inside), [])?.text).toBe(
    'In a container: run ksmtop on the host, or ksmtop demo.',
  );
});

test('where nothing is offered there is no first scan', () => {
  expect(headline({}, {})).toMatch(/^note: KSM is on, but no process offers memory/);
});

test('a kernel without KSM says nothing else', () => {
  expect(headline({ksm: false, processesPending: 5})).toMatch(/^warning: This kernel has no KSM/);
});
