import {expect, test} from 'vitest';
import {examine} from '../../../source/model/checks/examine.js';
import type {Surroundings} from '../../../source/model/sample/surroundings.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf} from '../../fixtures/sample.js';

const around: Surroundings = {
  memoryDirectory: ['ksm'],
  kernelThreadsSeen: true,
  zramSwaps: 0,
  systemdRuns: false,
};

const statesOf = (...steps: Parameters<typeof modelOf>) =>
  Object.fromEntries(
    examine(modelOf(...steps), around, []).map(({check, state}) => [check, state]),
  );

test('each check and each rule that can judge is one line', () => {
  const names = examine(modelOf({}, {}), around, []).map(({check}) => check);
  expect(new Set(names).size).toBe(names.length);
});

test('a rule that found nothing says so, and one that cannot judge yet is silent', () => {
  const offering = processOf({ksm: {rmapItems: 90_000, mergingPages: 0, mergeable: true}});
  const ksm = {pages_unshared: 90_000, general_profit: -5_760_000};
  expect(statesOf({ksm: {...ksm, full_scans: 1}, processes: [offering]}, {})).not.toHaveProperty(
    'host-losing',
  );
  expect(statesOf({ksm: {...ksm, full_scans: 9}, processes: [offering]}, {})).toMatchObject({
    'host-losing': 'warning',
    'container-losing': 'warning',
    'off-while-offered': 'ok',
  });
});

test('what holds of all processes is not said where some cannot be read', () => {
  const processes = [processOf(), processOf({readable: false, ksm: undefined})];
  const ofAll = {
    'preload-not-loaded': 'ok',
    'container-losing': 'ok',
    'merged-across-tenants': 'ok',
    'manager-runs': 'ok',
  };
  const ksm = {pages_shared: 1, full_scans: 9};
  expect(statesOf({ksm, processes: processes.slice(0, 1)}, {})).toMatchObject(ofAll);
  for (const sample of [{processes}, {processes: [], host: {hidesProcesses: true}}]) {
    const states = statesOf({ksm, ...sample}, {});
    expect(states).toMatchObject({'stale-counters': 'ok'});
    for (const rule of Object.keys(ofAll)) expect(states).not.toHaveProperty(rule);
  }
});

test('a scan that is not complete is a note', () => {
  const offering = processOf({ksm: {rmapItems: 9, mergingPages: 0, mergeable: true}});
  expect(statesOf({ksm: {pages_volatile: 9}, processes: [offering]}, {})).toMatchObject({
    pending: 'note',
  });
  expect(
    statesOf({ksm: {pages_volatile: 9, full_scans: 5}, processes: [offering]}, {}),
  ).not.toHaveProperty('pending');
});

test('without KSM nothing is said that needs it', () => {
  expect(statesOf({ksm: false}, {})).toEqual({
    kernel: 'warning',
    processes: 'ok',
    pages: 'ok',
    nodes: 'ok',
    'huge-pages': 'ok',
    systemd: 'ok',
  });
});

test('a process that was inspected has its reason, safe for a terminal and a shell', () => {
  const process = processOf({
    command: '\u001b[2J',
    container: {kind: 'lxc', id: 'x', name: 'w\n1'},
  });
  const diagnosis = {text: '/lib/\u001bx.so was requested.', cure: 'Restart\nit.'};
  const found = examine(modelOf({}, {}), around, [{process, diagnosis}]).at(-1);
  expect(found).toEqual({
    check: 'diagnosis',
    state: 'note',
    text: `?[2J (${process.pid}) in w?1: /lib/?x.so was requested.`,
    cure: '# Restart?it.',
  });
});
