import {expect, test} from 'vitest';
import {findManagers, managers, overrideText} from '../../../source/model/tuning/managers.js';
import {processOf} from '../../fixtures/sample.js';

const names = (...processes: Array<Parameters<typeof processOf>[0]>) =>
  findManagers(processes.map(processOf)).map(({name}) => name);

test.each([
  ['ksmtuned', {command: 'ksmtuned', commandLine: '/bin/bash /usr/sbin/ksmtuned'}],
  ['ksmtuned', {command: 'bash', commandLine: '/bin/bash /usr/sbin/ksmtuned'}],
  ['vcmmd', {command: 'python2.7', commandLine: 'python /usr/sbin/vcmmd'}],
  ['MOM', {command: 'momd'}],
  ['kata-ksm-throttler', {command: 'kata-ksm-thrott'}],
  ['uksmd', {command: 'uksmd'}],
  ['tuned', {command: 'tuned'}],
  ['MOM', {command: 'momd', userId: 36}],
])('%s is known by its process', (name, process) => {
  expect(names(process)).toEqual([name]);
});

test('one that runs several processes is named once', () => {
  expect(names({command: 'ksmtuned'}, {command: 'vcmmd'}, {command: 'ksmtuned'})).toEqual([
    'ksmtuned',
    'vcmmd',
  ]);
});

test.each([
  {command: 'vim', commandLine: 'vim /usr/sbin/ksmtuned'},
  {command: 'bash', commandLine: 'bash'},
  {command: 'bash'},
  {command: 'ksmd'},
  {command: 'ksmtuned', userId: 1000},
  {command: 'harvester-node-', commandLine: 'harvester-node-disk-manager'},
  {command: 'harvester-node-', commandLine: 'harvester-node-manager-webhook'},
])('$command $commandLine is none', (process) => {
  expect(names(process)).toEqual([]);
});

test('a container cannot pretend to run one, unless it is one that runs in containers', () => {
  const container = {kind: 'lxc', id: 'lxc:a', name: 'a'};
  const pod = {kind: 'kubernetes', id: 'kubernetes:b', name: 'b'};
  expect(names({command: 'ksmtuned', container}, {command: 'virt-handler', container})).toEqual([]);
  expect(names({command: 'virt-handler', container: pod})).toEqual(['virt-handler']);
  const service = {kind: 'service', id: 'service:ksmtuned.service', name: 'ksmtuned.service'};
  expect(names({command: 'ksmtuned', container: service})).toEqual(['ksmtuned']);
});

test.each([
  ['harvester-node-', 'harvester-node-manager --threadiness=2'],
  ['node-manager', '/usr/bin/harvester-node-manager'],
])("Harvester's node manager is known as %s, in its pod only", (command, commandLine) => {
  const pod = {kind: 'kubernetes', id: 'kubernetes:b', name: 'b'};
  const container = {kind: 'lxc', id: 'lxc:a', name: 'a'};
  expect(names({command, commandLine, container: pod, userId: 0})).toEqual([
    'harvester-node-manager',
  ]);
  expect(names({command, commandLine, container})).toEqual([]);
});

test('every one has a habit and a cure', () => {
  for (const {name, habit, cure} of managers) {
    expect([name, habit.length > 10, cure.length > 10]).toEqual([name, true, true]);
  }
});

test('a cure that only shows the configuration is not said to prevent anything', () => {
  const said = (name: string) => managers.filter((each) => each.name === name).map(overrideText)[0];
  expect(said('ksmtuned')).toMatch(/^ksmtuned would override this: .*; to prevent that: systemctl/);
  expect(said('virt-handler')).toMatch(/^virt-handler would .*; its configuration: kubectl get/);
  expect(said('tuned')).toMatch(/^tuned may override this: .*; its configuration: tuned-adm/);
  for (const {cure, onlyShows = false} of managers) {
    expect(onlyShows).toBe(/ get |tuned-adm active/.test(cure));
  }
});
