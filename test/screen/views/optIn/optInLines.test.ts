import {describe, expect, test} from 'vitest';
import {panelLines} from '../../../../source/screen/views/optIn/optInLines.js';
import type {OptInRun} from '../../../../source/session/optIn/optingIn.js';
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

test('what was saved is unknown without what was saved before', () => {
  const run = {...ended('out'), savedBytesBefore: undefined} as OptInRun;
  expect(linesOf(run).at(-1)).toBe('Saved since: –.');
});
