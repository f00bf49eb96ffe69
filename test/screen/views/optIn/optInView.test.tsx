import {expect, test} from 'vitest';
import type {OptInTarget} from '../../../../source/model/optIn/optInTarget.js';
import type {ProcessOptIn} from '../../../../source/model/optIn/processOptIn.js';
import type {ProcessSample} from '../../../../source/model/sample/sample.js';
import {processOf, sampleOf} from '../../../fixtures/sample.js';
import {keyCodes, startScreen} from '../../../support/screen/screen.js';

const web = {kind: 'lxc', id: 'lxc:web', name: 'web'} as const;
const programOf = (changes: Partial<ProcessSample> = {}) =>
  processOf({pid: 101, startTicks: 5, container: web, ...changes});

/** Every process can be opted in and out. */
function scripted() {
  const changed: OptInTarget[] = [];
  const optIn: ProcessOptIn = {
    look: async ({pid, startTicks}) => ({pid, startTicks}),
    async change(target) {
      changed.push(target);
      return {pid: target.pid, outcome: target.action === 'in' ? 'opted-in' : 'opted-out'};
    },
    forgetEnded() {},
    journal() {},
    async close() {},
  };
  return {optIn, changed};
}

test('where ksmd is stopped, s opts in and starts it, and z undoes both', async () => {
  const {optIn, changed} = scripted();
  using screen = await startScreen(sampleOf({ksm: {run: 0}, processes: [programOf()]}), {
    optIn,
  });
  await screen.press('o');
  expect(screen.text()).toContain('Press y to opt in, s to opt in and start ksmd;');
  await screen.press('s');
  expect(screen.text()).toMatch(/1 process opted in\./);
  expect(changed.map(({action}) => action)).toEqual(['in']);
  expect(screen.host.writes).toEqual(['run=1']);
  await screen.host.answer();
  await screen.press(keyCodes.escape, 'z');
  expect(screen.host.writes.at(-1)).toBe('run=0');
  await screen.host.answer();
  await screen.press('z', 'y');
  expect(changed.map(({action}) => action)).toEqual(['in', 'out']);
});

test('where ksmd runs, s is not offered', async () => {
  const {optIn, changed} = scripted();
  using screen = await startScreen(sampleOf({ksm: {run: 1}, processes: [programOf()]}), {
    optIn,
  });
  await screen.press('o');
  expect(screen.text()).toContain('Press y to opt in; any other key changes nothing.');
  await screen.press('s');
  expect(changed).toEqual([]);
});

test('Enter on the advice of a losing container that was opted in asks to opt it out', async () => {
  const {optIn, changed} = scripted();
  const losing = programOf({
    ksm: {rmapItems: 60_000, mergingPages: 0, mergeable: true, mergeAny: true},
  });
  const saving = processOf({
    container: {kind: 'lxc', id: 'lxc:db', name: 'db'},
    ksm: {rmapItems: 60_000, mergingPages: 60_000, mergeable: true},
  });
  const ksm = {full_scans: 50, pages_shared: 10, pages_sharing: 59_990, pages_unshared: 60_000};
  const optIns = [{pid: 101, startTicks: 5, containerId: web.id}];
  using screen = await startScreen(sampleOf({ksm, processes: [losing, saving], optIns}), {
    optIn,
  });
  await screen.press('a');
  expect(screen.text()).toMatch(/cure +ksmtop optout web/);
  expect(screen.text()).toMatch(/Enter +asks, then opts web out/);
  await screen.press(keyCodes.enter);
  expect(screen.text()).toContain('Press y to opt out');
  await screen.press('y');
  expect(changed).toMatchObject([{pid: 101, action: 'out'}]);
});

test('the question stays in sight where what it is about must be scrolled', async () => {
  const {optIn} = scripted();
  const processes = Array.from({length: 30}, (_, index) => programOf({pid: 101 + index}));
  const refusing: ProcessOptIn = {
    ...optIn,
    look: async ({pid, startTicks}) => ({
      ...{pid, startTicks},
      ...(pid > 101 && {refusal: {name: 'frozen', text: `It is frozen (${pid}).`}}),
    }),
  };
  using screen = await startScreen(sampleOf({ksm: {run: 0}, processes}), {
    ...{optIn: refusing, columns: 80, rows: 24},
  });
  await screen.press('o');
  const question = /Press y to opt in, s to opt in and start ksmd/;
  expect(screen.text()).toMatch(question);
  expect(screen.text()).toMatch(/1 of 30 processes can be opted in/);
  await screen.press('G');
  expect(screen.text()).toMatch(question);
  expect(screen.text()).toMatch(/ksmd is stopped: nothing merges until it is started/);
});
