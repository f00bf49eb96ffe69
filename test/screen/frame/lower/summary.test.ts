import {expect, test} from 'vitest';
import {advance} from '../../../../source/model/advance.js';
import {summary} from '../../../../source/screen/frame/lower/summary.js';
import {modelOf} from '../../../fixtures/model.js';
import {processOf, sampleOf} from '../../../fixtures/sample.js';

const web = {kind: 'lxc', id: 'lxc:web', name: 'web'};

test('counts containers, and not the host', () => {
  const processes = [processOf(), processOf({container: web}), processOf({container: web})];
  expect(summary(modelOf({processes}))).toBe('1 container, 3 processes');
});

test('says how many processes can be read', () => {
  const processes = [processOf(), processOf({readable: false, ksm: undefined})];
  expect(summary(modelOf({processes}))).toBe('0 containers, 2 processes, 1 readable');
});

test('says that others may be there', () => {
  expect(summary(modelOf({processes: [processOf()], host: {hidesProcesses: true}}))).toBe(
    '0 containers, 1 process, others hidden',
  );
});

test('does not count what belongs to nobody', () => {
  const ksm = {pages_shared: 100, pages_sharing: 900};
  const model = modelOf({ksm, processes: [processOf({container: web})]});
  expect(model.containers).toHaveLength(2);
  expect(summary(model)).toBe('1 container, 1 process');
});

test('waits for the processes', () => {
  const {processes: _, ...sample} = sampleOf();
  expect(summary(advance(undefined, sample))).toBe('Reading processes …');
});
