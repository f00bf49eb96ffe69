import {expect, test, vi} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import type {Model} from '../../../source/model/model.js';
import type {OptInTarget} from '../../../source/model/optIn/optInTarget.js';
import type {ProcessOptIn} from '../../../source/model/optIn/processOptIn.js';
import {refusal} from '../../../source/model/optIn/refusals.js';
import type {ProcessSample, Sample} from '../../../source/model/sample/sample.js';
import {leftSentence, type TrialNote} from '../../../source/model/trial/trialNote.js';
import type {TrialRequest} from '../../../source/model/trial/trialRequest.js';
import {usualRule} from '../../../source/model/trial/trialRule.js';
import {createTrialling, takeLeftOver} from '../../../source/session/trial/trialling.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const web = {id: 'lxc:web', kind: 'lxc', name: 'web'} as const;
const pages = 100_000;
const rule = {...usualRule, mostMinutes: 3};

/** A machine whose opted-in processes save a share of their memory at once; ksmd is stopped. */
function scripted(savedShare: number) {
  const optedIn = new Set<number>();
  const pids = [101, 102];
  let refusalOf: (target: OptInTarget) => 'traced' | 'not-ours' | undefined = () => undefined;
  let lastPid: number | undefined;
  const changed: OptInTarget[] = [];
  const written: Record<string, string> = {};
  let run = '0';
  let second = 0;
  let fullScans = 0;
  let model: Model | undefined;
  let note: TrialNote | undefined;
  const noted: TrialNote[] = [];
  const optIn: ProcessOptIn = {
    look: async ({pid, startTicks, action}) => ({
      pid,
      startTicks,
      ...(action === 'in' && optedIn.has(pid) && {isAlready: true as const}),
    }),
    async change(target) {
      const refused = refusalOf(target);
      if (refused) {
        const {pid, startTicks} = target;
        return {pid, startTicks, outcome: 'refused', refusal: refusal(refused)};
      }
      // As if ksmtop were killed before it is done.
      if (target.action === 'out' && target.pid === lastPid) return new Promise(() => {});
      changed.push(target);
      if (target.action === 'in') optedIn.add(target.pid);
      else optedIn.delete(target.pid);
      const outcome = target.action === 'in' ? 'opted-in' : 'opted-out';
      return {pid: target.pid, startTicks: target.startTicks, outcome};
    },
    journal() {},
    forgetEnded() {},
    async close() {},
  };
  const process = (pid: number): ProcessSample => {
    const isIn = optedIn.has(pid);
    const mergingPages = isIn && run === '1' ? Math.round(pages * savedShare) : 0;
    const ksm = {rmapItems: isIn ? pages : 0, mergingPages, zeroPages: 0, mergeAny: isIn};
    const startTicks = 1000 + pid;
    return processOf({
      pid,
      startTicks,
      container: web,
      parentPid: 1,
      ksm: {...ksm, mergeable: isIn},
    });
  };
  const takeSample = (): Sample => {
    second++;
    if (run === '1') fullScans++;
    const processes = [
      processOf({pid: 50, startTicks: 1050, commandLine: 'ksmtop trial web'}),
      ...pids.map(process),
    ];
    const merging = processes.reduce((sum, {ksm}) => sum + (ksm?.mergingPages ?? 0), 0);
    return sampleOf({
      monotonicMs: second * 1000,
      timeMs: 1_795_000_000_000 + second * 1000,
      ksm: {
        run,
        ...written,
        pages_shared: 1,
        pages_sharing: merging,
        pages_unshared: pages * optedIn.size - merging,
        full_scans: fullScans,
      },
      processes,
    });
  };
  const trialling = createTrialling({
    optIn,
    readFacts: async () => ({containers: {}, ksm: {}}),
    notes: {
      read: async () => note,
      async write(next) {
        note = next;
        noted.push(next);
      },
      async remove() {
        note = undefined;
      },
    },
    async write(parameter, value) {
      if (parameter === 'run') run = value;
      else written[parameter] = value;
      return {value, elapsedSeconds: 0};
    },
    model: () => model,
    nextModel: next,
    ownPid: 50,
  });
  async function next() {
    model = advance(model, await trialling.withReading(takeSample()));
    return model;
  }
  return {
    trialling,
    changed,
    optedIn,
    /** Ends a process of the container, and starts another one that inherits. */
    replace(pid: number, heir: number) {
      optedIn.delete(pid);
      optedIn.add(heir);
      pids.splice(pids.indexOf(pid), 1, heir);
    },
    /** Why a process is left alone from now on. */
    refuse(reason: typeof refusalOf) {
      refusalOf = reason;
    },
    /** It comes to take back this process, and is then killed. */
    killAt(pid: number) {
      lastPid = pid;
    },
    run: () => run,
    written,
    note: () => note,
    noted,
    setNote: (left: TrialNote) => {
      note = left;
    },
    async begin(preset?: TrialRequest['preset']) {
      await next();
      await trialling.begin({containerIds: [web.id], rule, ...(preset && {preset})});
    },
    /** Samples until the model's trial is in this stage. */
    async until(stage: string) {
      for (let tries = 0; tries < 300; tries++) {
        const {trial} = await next();
        if (trial?.stage === stage) return trial;
        if (model) await trialling.follow(model);
      }
      throw new Error(`The trial did not reach ${stage}.`);
    },
    next,
  };
}

test('states the rule and the costs, and changes nothing before a yes', async () => {
  const {trialling, begin, changed} = scripted(0.3);
  await begin();
  const run = trialling.getState();
  const text = run.phase === 'asking' ? run.sentences.join('\n') : '';
  expect(text).toMatch(/The profit is at least 5\.0 % of what it offers/);
  expect(text).toMatch(/2 of 2 processes can be opted in/);
  expect(text).toMatch(/ksmd is stopped: the trial starts it/);
  trialling.answer(false);
  expect(trialling.getState().phase).toBe('idle');
  expect(changed).toEqual([]);
});

test('keeps what is worth it, and ksmd at work', async () => {
  const {trialling, begin, until, optedIn, run, note} = scripted(0.3);
  await begin();
  trialling.answer(true);
  await until('opting in');
  expect(optedIn.size).toBe(0);
  await until('floor');
  expect(note()).toMatchObject({processes: [{pid: 101}, {pid: 102}], settings: [{name: 'run'}]});
  const {verdict} = await until('kept');
  expect(verdict).toMatchObject({decision: 'keep', decidedBy: 'profit'});
  expect([[...optedIn], run(), note()]).toEqual([[101, 102], '1', undefined]);
  expect(trialling.getState()).toMatchObject({phase: 'ended', result: 'kept', problems: []});
});

test('takes back what is not, and leaves nothing changed', async () => {
  const {trialling, begin, until, optedIn, run, note} = scripted(0.03);
  await begin();
  trialling.answer(true);
  await until('taken back');
  expect([[...optedIn], run(), note()]).toEqual([[], '0', undefined]);
  expect(trialling.getState()).toMatchObject({phase: 'ended', result: 'taken back', problems: []});
});

test.each([
  ['keep', true, [101, 102], '1'],
  ['take back', false, [], '0'],
])('a stop asks, and the answer %s is carried out', async (_, keep, left, runLeft) => {
  const {trialling, begin, until, optedIn, run} = scripted(0.3);
  await begin();
  trialling.answer(true);
  await until('peak');
  trialling.stop();
  const asking = await until('asking');
  expect(asking).toMatchObject({askReason: 'stopped'});
  expect(asking.verdict).toBeUndefined();
  expect(optedIn.size).toBe(2);
  await trialling.decide(keep);
  const ended = await until(keep ? 'kept' : 'taken back');
  // The figures are those of the trial, not of what is left after it.
  expect(ended.newest.containers[0]?.savedBytes).toBeGreaterThan(0);
  expect([[...optedIn], run()]).toEqual([left, runLeft]);
});

test('a preset is tried, too, and its values are restored', async () => {
  const {trialling, begin, until, written, run} = scripted(0.03);
  await begin({name: 'gentle', values: {pages_to_scan: '500', sleep_millisecs: '50'}});
  trialling.answer(true);
  await until('floor');
  expect(written).toEqual({pages_to_scan: '500', sleep_millisecs: '50'});
  await until('taken back');
  expect([written, run()]).toEqual([{pages_to_scan: '100', sleep_millisecs: '20'}, '0']);
});

test('a preset is chosen before the start, one after the other, then none', async () => {
  const {trialling, begin, until, written} = scripted(0.3);
  await begin();
  const chosen = () => {
    const run = trialling.getState();
    if (run.phase !== 'asking') throw new Error(run.phase);
    const {preset} = run.request;
    return [preset?.name, run.sentences.some((each) => each.startsWith('It writes the preset'))];
  };
  const seen = [chosen()];
  for (let presses = 0; presses < 5; presses++) {
    trialling.nextPreset();
    seen.push(chosen());
  }
  expect(seen).toEqual([
    [undefined, false],
    ['kernel default', true],
    ['gentle', true],
    ['balanced', true],
    ['aggressive', true],
    [undefined, false],
  ]);
  trialling.nextPreset();
  trialling.nextPreset();
  trialling.answer(true);
  await until('floor');
  expect(written).toMatchObject({pages_to_scan: '500', sleep_millisecs: '50'});
});

test('of a preset alone the profit is compared with all that is offered', async () => {
  const {trialling, begin, until, optedIn, written} = scripted(0.3);
  for (const pid of [101, 102]) optedIn.add(pid);
  await begin({name: 'gentle', values: {pages_to_scan: '500'}});
  trialling.answer(true);
  const {floor} = await until('kept');
  expect(floor?.offeredBytes).toBe(2 * pages * 4096);
  expect([[...optedIn], written]).toEqual([[101, 102], {pages_to_scan: '500'}]);
});

test('what has inherited the opt-in from a process that ended is taken back, too', async () => {
  const {trialling, begin, until, optedIn, replace} = scripted(0.3);
  await begin();
  trialling.answer(true);
  await until('peak');
  replace(101, 103);
  await trialling.leave(false);
  expect([...optedIn]).toEqual([]);
});

test('what cannot be taken back is said once for each reason', async () => {
  const {trialling, begin, until, refuse} = scripted(0.3);
  await begin();
  trialling.answer(true);
  await until('peak');
  refuse(() => 'traced');
  await trialling.leave(false);
  const run = trialling.getState();
  expect(run.phase === 'ended' && run.problems).toEqual([
    expect.stringMatching(
      /^\S+ 101, \S+ 102 were left alone: Another process, such as a debugger, traces it/,
    ),
  ]);
});

test('of an heir that has inherited nothing nothing is said', async () => {
  const {trialling, begin, until, replace, refuse} = scripted(0.3);
  await begin();
  trialling.answer(true);
  await until('peak');
  replace(101, 103);
  refuse(({pid}) => (pid === 103 ? 'not-ours' : 'traced'));
  await trialling.leave(false);
  const run = trialling.getState();
  expect(run.phase === 'ended' && run.problems).toEqual([
    expect.stringMatching(
      /^\S+ 102 was left alone: Another process, such as a debugger, traces it/,
    ),
  ]);
});

test('what was opted in before stays so, with what it starts', async () => {
  const {trialling, begin, until, optedIn, replace, noted} = scripted(0.3);
  optedIn.add(101);
  await begin();
  trialling.answer(true);
  await until('peak');
  // Before it changes anything, and after.
  const only102 = [{pid: 102, startTicks: 1102}];
  expect(noted.map(({processes}) => processes)).toEqual([only102, only102]);
  replace(101, 103);
  await trialling.leave(false);
  expect([...optedIn]).toEqual([103]);
});

test('a session that ends takes the trial back, in any stage', async () => {
  const {trialling, begin, until, optedIn, run} = scripted(0.3);
  await begin();
  trialling.answer(true);
  await until('peak');
  await trialling.leave(false);
  expect([[...optedIn], run()]).toEqual([[], '0']);
});

test('a trial that was killed is said once, with what it left changed', async () => {
  const {trialling, begin, until, note, setNote, next, replace} = scripted(0.3);
  await begin();
  trialling.answer(true);
  await until('peak');
  const left = note();
  if (!left) throw new Error('There is no note.');
  const notes = {read: async () => note(), write: vi.fn(), remove: vi.fn()};
  replace(101, 103);
  const {sample} = await next();
  expect(await takeLeftOver(notes, sample)).toBeUndefined();
  setNote({...left, owner: {pid: 49, startTicks: 1}});
  expect(await takeLeftOver(notes, sample)).toBe(
    'A trial that was killed left changed: 2 processes opted in (undo: ksmtop optout lxc:web) and run=1, which was 0 (undo: ksmtop set run=0).',
  );
  expect(notes.remove).toHaveBeenCalledOnce();
  const nothing = {...left, containerIds: [], processes: [], settings: []};
  expect(leftSentence(nothing, sample)).toBeUndefined();
});

test('killed while it takes back, a trial leaves a note of what it has not reached', async () => {
  const {trialling, begin, until, killAt, note, optedIn, next} = scripted(0.3);
  await begin();
  trialling.answer(true);
  await until('peak');
  killAt(102);
  void trialling.leave(false);
  await vi.waitFor(() => expect([...optedIn]).toEqual([102]));
  const left = note();
  if (!left) throw new Error('There is no note.');
  const {sample} = await next();
  expect(leftSentence({...left, owner: {pid: 49, startTicks: 1}}, sample)).toBe(
    'A trial that was killed left changed: 1 process opted in (undo: ksmtop optout lxc:web) and run=1, which was 0 (undo: ksmtop set run=0).',
  );
});

test('a second trial is refused while another ksmtop makes one', async () => {
  const {trialling, begin, setNote} = scripted(0.3);
  setNote({owner: {pid: 50}, containerIds: [web.id], processes: [], settings: []});
  await begin();
  expect(trialling.getState()).toEqual({
    phase: 'failed',
    problem: 'Another trial is running, in ksmtop with PID 50.',
  });
});
