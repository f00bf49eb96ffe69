import {describe, expect, test} from 'vitest';
import type {ContainerRow} from '../../../../source/model/derive/containers.js';
import {
  offersStart,
  panelLines,
  questionLines,
} from '../../../../source/screen/views/optIn/optInPanelLines.js';
import type {OptInRun} from '../../../../source/session/optIn/optingInState.js';
import {modelOf} from '../../../fixtures/model.js';

const unknown = 'What it would save is not known yet: e estimates it.';
const model = modelOf({ksm: {run: 1, full_scans: 8, pages_sharing: 256}});
const linesOf = (run: OptInRun) => panelLines(run, model, new Map(), ['lxc:web']);

function ended(action: 'in' | 'out'): OptInRun {
  return {phase: 'ended', action, changed: [], savedBytesBefore: 2 ** 21, fullScansBefore: 1};
}

describe('what an opt-in would save', () => {
  test('is said to be unknown before it, not after it', () => {
    const asking = {phase: 'asking', action: 'in', hasWork: true} as const;
    const run: OptInRun = {
      ...{...asking, candidates: [], sentences: ['1 of 1.']},
      choice: {containerIds: ['lxc:web'], pids: []},
    };
    expect(linesOf(run)[0]).toBe(unknown);
    expect(linesOf({...run, action: 'out'})[0]).toBe('1 of 1.');
    expect(linesOf(ended('in'))).not.toContain(unknown);
  });
});

test('opting in waits for two scans; opting out takes effect at once', () => {
  expect(linesOf(ended('in')).at(-1)).toMatch(/^Settled after 2 full scans: saved -1\.00 MiB/);
  expect(linesOf(ended('out')).at(-1)).toBe('Saved since: -1.00 MiB.');
});

test('what smart_scan may have left out is said once less than was expected has settled', () => {
  const container = {id: 'lxc:web', memoryBytes: 2 ** 30} as ContainerRow;
  const linesWith = (smart_scan: number, full_scans: number, wouldSaveBytes: number) => {
    const here = modelOf({ksm: {run: 1, smart_scan, full_scans, pages_sharing: 512}});
    const known = new Map([['lxc:web', {wouldSaveBytes, timeMs: 0, memoryBytes: 2 ** 30}]]);
    const run = {...ended('in'), savedBytesBefore: 0} as OptInRun;
    return panelLines(run, {...here, containers: [container]}, known, ['lxc:web']).join(' ');
  };
  const skipping = 'smart_scan skips pages';
  expect(linesWith(1, 8, 2 ** 30)).toContain(skipping);
  expect(linesWith(0, 8, 2 ** 30)).not.toContain(skipping);
  expect(linesWith(1, 3, 2 ** 30)).not.toContain(skipping);
  expect(linesWith(1, 8, 2 ** 20)).not.toContain(skipping);
});

test('what was saved is unknown without what was saved before', () => {
  const run = {...ended('out'), savedBytesBefore: undefined} as OptInRun;
  expect(linesOf(run).at(-1)).toBe('Saved since: –.');
});

test('ksmd is not said to be stopped, nor offered to be started, where that is unknown', () => {
  const {counters = {}} = model.sample.ksm ?? {};
  const withRun = (parameters: {run?: string}) => ({
    ...model,
    sample: {...model.sample, ksm: {counters, parameters}},
  });
  const lines = panelLines(ended('in'), withRun({}), new Map(), ['lxc:web']);
  expect(lines.at(-1)).toMatch(/^Settled/);
  const asking: OptInRun = {
    ...{phase: 'asking', action: 'in', hasWork: true, candidates: [], sentences: []},
    choice: {containerIds: ['lxc:web'], pids: []},
  };
  expect(offersStart(asking, withRun({}))).toBe(false);
  expect(['0', '1', '2'].map((run) => offersStart(asking, withRun({run})))).toEqual([
    true,
    false,
    true,
  ]);
});

describe('on another host', () => {
  const remote = {name: 'root@hn1', options: '-H root@hn1'};
  const there = {...model, sample: {...model.sample, remote}};
  const lines = (run: OptInRun) => [
    ...panelLines(run, there, new Map(), ['lxc:web']),
    ...questionLines(run, there, false),
  ];
  const asking = {phase: 'asking', action: 'in', hasWork: true, candidates: []} as const;

  test('the question names the command of a trial, which runs there', () => {
    const choice = {containerIds: ['lxc:web'], pids: []};
    const command =
      "To try it, and keep it only if it is worth it: ssh -t root@hn1 'ksmtop trial lxc:web'";
    expect(lines({...asking, choice, sentences: []}).at(-1)).toBe(command);
    expect(lines({...asking, action: 'out', choice, sentences: []})).not.toContain(command);
    const single = {containerIds: [], pids: [7]};
    expect(lines({...asking, choice: single, sentences: []}).join(' ')).not.toContain('trial');
  });

  test('what is not known comes first', () => {
    const run = {...ended('in'), problem: 'What became of 2 processes is not known.'} as OptInRun;
    expect(lines(run)[0]).toBe('What became of 2 processes is not known.');
  });
});
