import {describe, expect, test} from 'vitest';
import {advance} from '../../../../source/model/advance.js';
import type {AgreedChange} from '../../../../source/model/optIn/optInChanger.js';
import type {Candidate} from '../../../../source/model/optIn/optInCosts.js';
import type {ChangedProcess} from '../../../../source/model/optIn/optInResult.js';
import {processOf, sampleOf} from '../../../fixtures/sample.js';
import {noteWords, prepareFarSide} from '../../../support/hosts/scriptedKsmtop.js';
import {until} from '../../../support/until.js';

const farSide = prepareFarSide();

const shop = {id: "lxc:it's $HOME", kind: 'lxc', name: 'shop'} as const;
const pids = [101, 102, 103];
const model = advance(
  undefined,
  sampleOf({processes: pids.map((pid) => processOf({pid, startTicks: 7000, container: shop}))}),
);
const choice = {containerIds: [shop.id], pids: []};

const processJson = (pid: number, more: object = {}) => ({
  ...{pid, start_ticks: 7000, command: 'redis-server', container: shop.id, result: 'opted-in'},
  ...more,
});
const answerOf = (...processes: unknown[]) =>
  `${JSON.stringify({time: '2026-01-02T10:15:32.000Z', action: 'opt-in', processes})}\n`;

const candidateOf = (pid: number): Candidate => ({
  target: {pid, startTicks: 7000, action: 'in', containerId: shop.id},
  command: 'redis-server',
  container: {id: shop.id, name: 'shop'},
  looked: {pid, startTicks: 7000},
});
const agreed: AgreedChange = {choice, action: 'in', candidates: pids.map(candidateOf)};

const outcomes = (changed: readonly ChangedProcess[]) =>
  changed.map(({target: {pid}, result: {outcome}}) => [pid, outcome]);

describe('a look at processes there', () => {
  test('is a dry run of the same choice, and says what it would cost', async () => {
    const answer = answerOf(
      processJson(101, {result: 'possible', merged_pages: 12, huge_page_bytes: 2_097_152}),
      processJson(102, {result: 'refused', reason: 'frozen', explanation: 'It is frozen.'}),
      processJson(103, {result: 'already'}),
    );
    const far = farSide.start(`${noteWords}; exit 1`, answer);
    const candidates = await far.optIn.look(model, choice, 'in').result;
    expect(farSide.words()).toEqual(['optin', '--dry-run', '--format', 'json', shop.id]);
    expect(candidates).toMatchObject([
      {
        target: {pid: 101, startTicks: 7000, action: 'in', containerId: shop.id},
        command: 'redis-server',
        container: {id: shop.id, name: 'shop'},
        looked: {facts: {mergedPages: 12, hugeBytes: 2_097_152}},
      },
      {looked: {refusal: {name: 'frozen', text: 'It is frozen.'}}},
      {looked: {isAlready: true}},
    ]);
  });

  test('names single processes by PID and start time', async () => {
    const far = farSide.start(noteWords, answerOf());
    await far.optIn.look(model, {containerIds: [], pids: [102, 9]}, 'out').result;
    expect(farSide.words()).toEqual(['optout', '--dry-run', '--format', 'json', '102@7000']);
  });

  test('names the connection over which this program samples, as long as there is one', async () => {
    let pid: number | undefined = 4711;
    const script = 'env | grep ^KSMTOP_CALLER_PID= > words; cat answer';
    const far = farSide.start(script, answerOf(), () => pid);
    await far.optIn.look(model, choice, 'in').result;
    expect(farSide.words()).toEqual(['KSMTOP_CALLER_PID=4711']);
    pid = undefined;
    await far.optIn.look(model, choice, 'in').result;
    expect(farSide.words()).toEqual(['']);
  });

  test('of what has ended asks nobody', async () => {
    const far = farSide.start(': > begun');
    expect(await far.optIn.look(model, {containerIds: [], pids: [9]}, 'out').result).toEqual([]);
    expect(farSide.has('begun')).toBe(false);
  });

  test('has no names that steer the terminal', async () => {
    const hostile = `\u001b]0;x\u0007${'y'.repeat(5000)}`;
    const answer = answerOf(
      processJson(101, {command: hostile, result: 'refused', reason: 'new', explanation: hostile}),
    );
    const [candidate] = await farSide.start('cat answer', answer).optIn.look(model, choice, 'in')
      .result;
    expect(candidate?.command).toBe(`?]0;x?${'y'.repeat(194)}`);
    expect(candidate?.looked.refusal?.text).toBe(`?]0;x?${'y'.repeat(294)}`);
  });

  test.each([
    ['nothing', ''],
    ['no end', answerOf(processJson(101)).slice(0, -3)],
    ['no start times', answerOf({...processJson(101), start_ticks: undefined})],
    ['a PID that is a word', answerOf(processJson(101, {pid: 'init'}))],
    ['an unknown result', answerOf(processJson(101, {result: 'perhaps'}))],
    ['a reason that is an object', answerOf(processJson(101, {reason: {}}))],
    ['a negative time', answerOf(processJson(101, {stopped_microseconds: -1}))],
    ['a process without an end', `{"processes":[{"command":"${'x'.repeat(70_000)}`],
    ['a list in place of a process', '{"processes":[[1]]}'],
  ])('is refused if the answer has %s', async (_, answer) => {
    const {result} = farSide.start('cat answer', answer).optIn.look(model, choice, 'in');
    await expect(result).rejects.toThrow(
      'Cannot opt in: the answer of ksmtop on hn1 cannot be read',
    );
  });

  test('ends with an answer that has no end', async () => {
    const script = `printf '{"processes":['; exec yes '{"pid":1,"start_ticks":1,"command":"x","container":"host","result":"possible"},'`;
    const {result} = farSide.start(script).optIn.look(model, choice, 'in');
    await expect(result).rejects.toThrow(/^Cannot opt in: /);
  });

  test('says what the far side says, and how to get a ksmtop there', async () => {
    const failed = farSide.start('echo "ksmtop: container not found" >&2; exit 1');
    await expect(failed.optIn.look(model, choice, 'in').result).rejects.toThrow(
      'Cannot opt in: container not found',
    );
  });
});

describe('a change of processes there', () => {
  test('is reported process by process', async () => {
    const script = `printf '%s\\n' "$@" > words; head -c 260 answer; while ! [ -e go ]; do sleep 0.02; done; tail -c +261 answer`;
    const answer = answerOf(
      processJson(101, {stopped_microseconds: 140, unregistered: 'The disk is full.'}),
      processJson(102, {result: 'refused', reason: 'traced', explanation: 'It is traced.'}),
      processJson(104),
    );
    const far = farSide.start(script, answer);
    const seen: number[] = [];
    const {result} = far.optIn.change(agreed, ({target}) => seen.push(target.pid));
    await until('the first result', () => seen.length > 0);
    expect(seen).toEqual([101]);
    farSide.write('go');
    const {changed, problem} = await result;
    expect(problem).toBeUndefined();
    expect(farSide.words()).toEqual(['optin', '--yes', '--format', 'json', shop.id]);
    expect(seen).toEqual([101, 102, 104, 103]);
    // The third ended meanwhile, and another one started.
    expect(outcomes(changed)).toEqual([
      [101, 'opted-in'],
      [102, 'refused'],
      [104, 'opted-in'],
      [103, 'gone'],
    ]);
    expect(changed[0]?.result).toMatchObject({
      stoppedMicroseconds: 140,
      unregistered: 'The disk is full.',
    });
    expect(changed[2]?.container.name).toBe('shop');
  });

  test('of a single process names exactly that one', async () => {
    const far = farSide.start(noteWords, answerOf(processJson(102, {result: 'opted-out'})));
    const single = {...agreed, choice: {containerIds: [], pids: [102]}, action: 'out'} as const;
    await far.optIn.change(single).result;
    expect(farSide.words()).toEqual(['optout', '--yes', '--format', 'json', '102@7000']);
  });

  test('whose line is lost says what is known, and what is not', async () => {
    const answer = answerOf(...pids.map((pid) => processJson(pid)));
    const {result} = farSide.start('head -c 300 answer; exit 255', answer).optIn.change(agreed);
    const {changed, problem} = await result;
    expect(outcomes(changed)).toEqual([
      [101, 'opted-in'],
      [102, 'opted-in'],
      [103, 'unknown'],
    ]);
    expect(problem).toBe(
      'What became of 1 process, and of what started meanwhile is not known: the connection to hn1 ended. Look again.',
    );
  });

  test('told to stop lets the far side finish what is at hand', async () => {
    const script = `trap 'cat answer; exit 1' TERM; : > begun; while :; do sleep 0.05; done`;
    const rest = {result: 'refused', reason: 'not-reached', explanation: 'Interrupted.'};
    const answer = answerOf(processJson(101), processJson(102, rest), processJson(103, rest));
    const {result, stop} = farSide.start(script, answer).optIn.change(agreed);
    await until('it runs', () => farSide.has('begun'));
    stop();
    const {changed, problem} = await result;
    expect(problem).toBeUndefined();
    expect(outcomes(changed)).toEqual([
      [101, 'opted-in'],
      [102, 'refused'],
      [103, 'refused'],
    ]);
  });

  test('that cannot begin changes nothing, and says so', async () => {
    await expect(farSide.start().optIn.change(agreed).result).rejects.toThrow(
      /^Cannot opt in: hn1 has no ksmtop.* Nothing was changed\.$/,
    );
  });

  test('that reports changes is not taken for one that did not begin', async () => {
    const answer = answerOf(...pids.map((pid) => processJson(pid)));
    const {result} = farSide.start('cat answer; exit 127', answer).optIn.change(agreed);
    const {changed, problem} = await result;
    expect(changed).toHaveLength(3);
    expect(problem).toMatch(/has no ksmtop/);
  });

  test('whose answer turns hostile is not believed to be over', async () => {
    const answer = answerOf(processJson(101), {pid: 'x'}, processJson(103));
    const {changed, problem} = await farSide.start('cat answer', answer).optIn.change(agreed)
      .result;
    expect(outcomes(changed)).toEqual([
      [101, 'opted-in'],
      [102, 'unknown'],
      [103, 'unknown'],
    ]);
    expect(problem).toMatch(
      /^What became of 2 processes.* is not known: the answer of ksmtop on hn1/,
    );
  });
});
