import {describe, expect, test, vi} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import type {OptInEnd} from '../../../source/model/optIn/optInChanger.js';
import type {Candidate} from '../../../source/model/optIn/optInCosts.js';
import type {RegisteredOptIn} from '../../../source/model/optIn/optInRegister.js';
import type {ChangedProcess, OptInOutcome} from '../../../source/model/optIn/optInResult.js';
import type {OptInAction, OptInTarget} from '../../../source/model/optIn/optInTarget.js';
import type {ProcessOptIn} from '../../../source/model/optIn/processOptIn.js';
import {refusal} from '../../../source/model/optIn/refusals.js';
import {createLocalChanger} from '../../../source/session/optIn/localChanger.js';
import {createOptingIn} from '../../../source/session/optIn/optingIn.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const web = {id: 'lxc:web', kind: 'lxc', name: 'web'} as const;
const pids = [101, 102, 103];
const processes = pids.map((pid) => processOf({pid, container: web, parentPid: 1}));

/** A machine on which process 103 is frozen, and 104 starts meanwhile. */
function scripted(optIns: readonly RegisteredOptIn[] = [], already: readonly number[] = []) {
  const changed: OptInTarget[] = [];
  const lines: string[] = [];
  const forgotten: string[] = [];
  let present = advance(undefined, sampleOf({ksm: {run: 1}, processes, optIns}));
  const optIn: ProcessOptIn = {
    async look({pid, startTicks}) {
      if (already.includes(pid)) return {pid, startTicks, isAlready: true};
      return {pid, startTicks, ...(pid === 103 && {refusal: refusal('frozen')})};
    },
    async change(target) {
      changed.push(target);
      const late = processOf({pid: 104, container: web, parentPid: 102});
      present = advance(present, sampleOf({ksm: {run: 1}, processes: [...processes, late]}));
      const outcome = target.action === 'in' ? 'opted-in' : 'opted-out';
      return {pid: target.pid, startTicks: target.startTicks, outcome};
    },
    forgetEnded: (containerIds) => forgotten.push(...containerIds),
    journal: (line) => lines.push(line),
    async close() {},
  };
  const model = () => present;
  const restart = (pid: number) => {
    const {processes: running = []} = present.sample;
    const again = running.map((each) => (each.pid === pid ? {...each, startTicks: 1} : each));
    present = advance(present, {...present.sample, processes: again});
  };
  const changer = createLocalChanger({optIn, nextModel: async () => present, ownPids: [50]});
  const optingIn = createOptingIn({changer, model});
  const phase = (name: string) =>
    vi.waitFor(() => expect(optingIn.getState().run.phase).toBe(name));
  return {optingIn, changed, lines, forgotten, restart, phase};
}

const container = {containerIds: [web.id], pids: []};

test('nothing is changed before the answer, nor after a no', async () => {
  const {optingIn, changed, phase} = scripted();
  optingIn.begin('in', container);
  await phase('asking');
  optingIn.answer(false);
  expect(optingIn.getState().run.phase).toBe('idle');
  expect(changed).toEqual([]);
});

test('after a yes all that can be opted in is, also what started meanwhile', async () => {
  const {optingIn, changed, lines, phase} = scripted();
  optingIn.begin('in', container);
  await phase('asking');
  optingIn.answer(true);
  await phase('ended');
  expect(changed.map(({pid}) => pid)).toEqual([101, 102, 104]);
  expect(optingIn.getState().optedIn.map(({pid}) => pid)).toEqual([101, 102, 104]);
  expect(lines).toEqual([expect.stringMatching(/^opted in by .*lxc:web processes=3 refused=1/)]);
});

test('an undo opts out what this session opted in, and forgets it', async () => {
  const {optingIn, changed, phase} = scripted();
  optingIn.begin('in', container);
  await phase('asking');
  optingIn.answer(true);
  await phase('ended');
  changed.length = 0;
  optingIn.beginUndo();
  await phase('asking');
  optingIn.answer(true);
  await phase('ended');
  expect(changed.map(({pid, action}) => [pid, action])).toEqual([
    [101, 'out'],
    [102, 'out'],
    [104, 'out'],
  ]);
  expect(optingIn.getState().optedIn).toEqual([]);
});

test('an undo leaves another process alone that has the pid by now', async () => {
  const {optingIn, changed, restart, phase} = scripted();
  optingIn.begin('in', {containerIds: [], pids: [101, 102]});
  await phase('asking');
  optingIn.answer(true);
  await phase('ended');
  changed.length = 0;
  restart(101);
  optingIn.beginUndo();
  await phase('asking');
  optingIn.answer(true);
  await phase('ended');
  expect(changed.map(({pid}) => pid)).toEqual([102]);
});

test('without a change of its own, an undo opts out what others opted in and still runs', async () => {
  const registered = processes.slice(0, 2).map(({pid, startTicks = 0}, index) => ({
    pid,
    startTicks: startTicks + index,
    containerId: web.id,
  }));
  const {optingIn, changed, phase} = scripted(registered);
  optingIn.beginUndo();
  await phase('asking');
  optingIn.answer(true);
  await phase('ended');
  expect(changed.map(({pid, action}) => [pid, action])).toEqual([[101, 'out']]);
});

test('opting out a container forgets what ended in it, even if there is nothing else to do', async () => {
  const {optingIn, forgotten, phase} = scripted([{pid: 9, startTicks: 9, containerId: 'lxc:old'}]);
  optingIn.begin('out', {containerIds: ['lxc:old'], pids: []});
  await phase('asking');
  expect(optingIn.getState().run).toMatchObject({
    sentences: expect.arrayContaining([
      expect.stringMatching(/forgets 1 process that it opted in/),
    ]),
  });
  optingIn.answer(true);
  await phase('ended');
  expect(forgotten).toEqual(['lxc:old']);
});

test('an undo forgets what something else has opted out since', async () => {
  const {startTicks = 0} = processes[0] ?? {};
  const {optingIn, changed, forgotten, phase} = scripted(
    [{pid: 101, startTicks, containerId: web.id}],
    [101],
  );
  optingIn.beginUndo();
  await phase('asking');
  expect(optingIn.getState().run).toMatchObject({
    hasWork: true,
    sentences: expect.arrayContaining([expect.stringMatching(/forgets 1 process .* opted out/)]),
  });
  optingIn.answer(true);
  await phase('ended');
  expect(changed).toEqual([]);
  expect(forgotten).toContain(web.id);
});

describe('on another host', () => {
  const model = () => advance(undefined, sampleOf({ksm: {run: 1}, processes}));
  const candidates = pids.map(
    (pid): Candidate => ({
      target: {pid, startTicks: 7000, action: 'in', containerId: web.id},
      command: 'redis-server',
      container: web,
      looked: {pid, startTicks: 7000},
    }),
  );
  const changedTo = (action: OptInAction, ...outcomes: OptInOutcome[]): ChangedProcess[] =>
    outcomes.flatMap((outcome, index) => {
      const {looked, target, ...process} = candidates[index] as Candidate;
      return {...process, target: {...target, action}, result: {...looked, outcome}};
    });

  test('what was not answered may be left opted in, until it is looked at again', async () => {
    const ends: OptInEnd[] = [
      {changed: changedTo('in', 'opted-in', 'unknown', 'unknown'), problem: 'The line is lost.'},
      {changed: changedTo('out', 'opted-out', 'already', 'unknown')},
    ];
    const optingIn = createOptingIn({
      changer: {
        look: () => ({result: Promise.resolve(candidates), stop() {}}),
        change: () => ({result: Promise.resolve(ends.shift() as OptInEnd), stop() {}}),
      },
      model,
    });
    const change = async (action: OptInAction) => {
      optingIn.begin(action, container);
      await vi.waitFor(() => expect(optingIn.getState().run.phase).toBe('asking'));
      optingIn.answer(true);
      await vi.waitFor(() => expect(optingIn.getState().run.phase).toBe('ended'));
    };
    await change('in');
    expect(optingIn.getState().run).toMatchObject({problem: 'The line is lost.'});
    expect(optingIn.getState().optedIn.map(({pid, isUnknown}) => [pid, isUnknown])).toEqual([
      [101, undefined],
      [102, true],
      [103, true],
    ]);
    await change('out');
    expect(optingIn.getState().optedIn.map(({pid}) => pid)).toEqual([103]);
  });

  test('a look that is stopped asks nothing', async () => {
    const {promise, resolve} = deferred<readonly Candidate[]>();
    const stopped = vi.fn();
    const optingIn = createOptingIn({
      changer: {
        look: () => ({result: promise, stop: stopped}),
        change: () => {
          throw new Error('nothing was agreed');
        },
      },
      model,
    });
    optingIn.begin('in', container);
    await optingIn.stop();
    expect(stopped).toHaveBeenCalled();
    resolve(candidates);
    await promise;
    expect(optingIn.getState().run.phase).toBe('idle');
  });
});

function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return {promise, resolve};
}
