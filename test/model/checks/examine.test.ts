import {expect, test} from 'vitest';
import {adviceOf} from '../../../source/model/advice/advice.js';
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
  const inContainer = {...around, kernelThreadsSeen: false};
  const checks = examine(modelOf({ksm, processes: processes.slice(0, 1)}, {}), inContainer, []);
  expect(checks.find(({check}) => check === 'processes')?.text).toBe(
    '1 process visible here, all readable.',
  );
  const names = checks.map(({check}) => check);
  for (const rule of Object.keys(ofAll)) expect(names).not.toContain(rule);
});

test('what holds of all counts is not said where the kernel does not tell them', () => {
  const ofCounts = {'container-losing': 'ok', 'merged-across-tenants': 'ok'};
  const ksm = {pages_shared: 1000, pages_sharing: 19_000, full_scans: 9};
  const merging = processOf({ksm: {rmapItems: 20_000, mergingPages: 20_000}, anonBytes: 2 ** 30});
  expect(statesOf({ksm, processes: [merging]}, {})).toMatchObject(ofCounts);
  const unaccounted = {ksm, processes: [processOf()]};
  const old = {...unaccounted, host: {kernelRelease: '5.10.0'}};
  const impossible = {ksm, processes: [merging, processOf({ksm: {mergingPages: 2 ** 64}})]};
  for (const step of [unaccounted, old, impossible]) {
    const states = statesOf(step, {});
    for (const rule of Object.keys(ofCounts)) expect(states).not.toHaveProperty(rule);
  }
});

test('a cure that a running program would undo says so, as the advice does', () => {
  const offering = processOf({ksm: {rmapItems: 9, mergingPages: 0, mergeable: true}});
  const manager = processOf({command: 'ksmtuned'});
  const model = modelOf({
    ksm: {run: 0, pages_shared: 1000, pages_sharing: 19_000, full_scans: 9},
    processes: [offering, manager],
  });
  const checks = examine(model, around, []);
  for (const {rule, text} of adviceOf(model)) {
    expect(checks.find(({check}) => check === rule)?.text).toBe(text);
  }
  expect(checks.map(({text}) => text).join()).toContain('ksmtuned runs and may undo this.');
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
