import {expect, test} from 'vitest';
import type {TrialRequest} from '../../../../source/model/trial/trialRequest.js';
import {usualRule} from '../../../../source/model/trial/trialRule.js';
import {noOptingIn} from '../../../../source/session/optIn/optingIn.js';
import type {OptInRun} from '../../../../source/session/optIn/optingInState.js';
import {createStore} from '../../../../source/session/store.js';
import {noTrialling, type Trialling} from '../../../../source/session/trial/trialling.js';
import type {RunningTrial, TrialRun} from '../../../../source/session/trial/trialRun.js';
import {processOf, sampleOf} from '../../../fixtures/sample.js';
import {playTrial, workloads} from '../../../fixtures/trialSeries.js';
import {startReplay} from '../../../support/screen/replayScreen.js';
import {keyCodes, startScreen} from '../../../support/screen/screen.js';

const web = {id: 'lxc:web', kind: 'lxc', name: 'web'} as const;
const process = processOf({pid: 101, container: web});
const request: TrialRequest = {containerIds: [web.id], rule: usualRule};
const candidate = {
  target: {pid: 101, startTicks: 1, action: 'in' as const},
  command: 'nginx',
  container: {id: web.id, name: web.name},
  looked: {pid: 101, startTicks: 1},
};

/** The dialog of opting in, as it asks. */
function asking() {
  const run: OptInRun = {
    ...{phase: 'asking', action: 'in', hasWork: true, candidates: [candidate]},
    choice: {containerIds: [web.id], pids: []},
    sentences: ['1 of 1 process can be opted in.'],
  };
  const {getState, subscribe} = createStore({run, optedIn: []});
  const {unavailable: _, ...none} = noOptingIn('');
  return {...none, getState, subscribe};
}

/** A trial that the test moves on; its calls are noted. */
function scripted() {
  const store = createStore<TrialRun>({phase: 'idle'});
  const calls: unknown[][] = [];
  const {unavailable: _, ...none} = noTrialling('');
  const trialling: Trialling = {
    ...none,
    getState: store.getState,
    subscribe: store.subscribe,
    async begin(asked) {
      calls.push(['begin', asked]);
      const sentences = ['- The profit is at least 5.0 % of what it offers.'];
      store.set({phase: 'asking', request, candidates: [candidate], sentences});
    },
    nextPreset: () => calls.push(['nextPreset']),
    answer: (yes) => calls.push(['answer', yes]),
    decide: async (keep) => void calls.push(['decide', keep]),
  };
  return {trialling, calls, set: store.set};
}

const {samples} = playTrial(workloads.steady.make, 3);
const running: RunningTrial = {
  ...{phase: 'running', request, candidates: [candidate], optedIn: [], settings: []},
  ...{isChanging: false, problems: []},
  state: {startedMs: 1, rule: usualRule, containers: [web]},
};
const waiting = {...samples[60], processes: [process]} as NonNullable<(typeof samples)[number]>;

test('t in the dialog of opting in states the rule, and starts nothing before y', async () => {
  const {trialling, calls} = scripted();
  const sample = sampleOf({ksm: {run: 0}, processes: [process]});
  using screen = await startScreen(sample, {columns: 80, rows: 24, optingIn: asking(), trialling});
  await screen.press('o');
  expect(screen.text()).toContain('t to try it');
  await screen.press('t');
  expect(calls).toEqual([['begin', request]]);
  expect(screen.text()).toContain('Press y to start the trial');
  expect(screen.text()).toContain('The profit is at least 5.0 %');
  expect(screen.text()).toContain('Press p to try another preset, too; now: none.');
  await screen.press('p');
  expect(calls.at(-1)).toEqual(['nextPreset']);
  await screen.press('y');
  expect(calls.at(-1)).toEqual(['answer', true]);
});

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])('what it waits for and its figures are shown at %d×%d, and Esc asks', async (columns, rows) => {
  const {trialling, calls, set} = scripted();
  using screen = await startScreen(waiting, {columns, rows, optingIn: asking(), trialling});
  set(running);
  expect(screen.status()).toMatch(/^ ?trial: /);
  await screen.press('o');
  expect(screen.text()).toMatch(/saved at the peak/);
  await screen.press(keyCodes.escape);
  expect(screen.text()).toContain('Press k to keep what it changed, b to take it back');
  await screen.press('x');
  expect(screen.text()).not.toContain('Press k');
  await screen.press(keyCodes.escape, 'b');
  expect(calls).toEqual([['decide', false]]);
});

test('y that was pressed before the rule could be read starts nothing', async () => {
  const {trialling, calls} = scripted();
  using screen = await startScreen(waiting, {columns: 80, rows: 24, optingIn: asking(), trialling});
  await screen.press('o', 't');
  await screen.pressAtOnce('y');
  expect(calls.map(([name]) => name)).toEqual(['begin']);
});

test('k that was to scroll when the question came keeps nothing', async () => {
  const {trialling, calls, set} = scripted();
  using screen = await startScreen(waiting, {columns: 80, rows: 24, optingIn: asking(), trialling});
  set(running);
  await screen.press('o', keyCodes.escape);
  await screen.pressAtOnce('k');
  expect(calls).toEqual([]);
  await screen.press('k');
  expect(calls).toEqual([['decide', true]]);
});

test('a recorded trial is shown by o, with its verdict', async () => {
  const withProcess = samples.map((sample) => ({...sample, processes: [process]}));
  using screen = await startReplay(withProcess, {columns: 100, rows: 40});
  await screen.press(...Array.from({length: 4}, () => keyCodes.pageDown));
  await screen.waitFor('trial: The profit at the floor');
  await screen.press('o');
  await screen.waitFor('FIGURE');
  expect(screen.text()).toMatch(/saved +0 B +\+\d+ MiB +\+\d+ MiB/);
});
