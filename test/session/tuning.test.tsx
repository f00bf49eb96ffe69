import {describe, expect, test} from 'vitest';
import {advance} from '../../source/model/advance.js';
import type {WriteOutcome} from '../../source/model/sample/sample.js';
import type {FeedState} from '../../source/session/feed.js';
import {createStore} from '../../source/session/store.js';
import {createTuning} from '../../source/session/tuning.js';
import {sampleOf} from '../fixtures/sample.js';
import {keyCodes, startScreen} from '../support/screen/screen.js';
import {busy} from '../support/screen/screenBusyHost.js';

describe('the keys that write', () => {
  test.each([
    [']', 'pages_to_scan=2000'],
    ['[', 'pages_to_scan=500'],
    ['}', 'sleep_millisecs=40'],
    ['{', 'sleep_millisecs=10'],
  ])('%s writes %s', async (key, write) => {
    using screen = await startScreen(busy());
    await screen.press(key);
    expect(screen.host.writes).toEqual([write]);
  });

  test('show what is pending, then what came of it', async () => {
    using screen = await startScreen(busy());
    await screen.press(']');
    expect(screen.status()).toMatch(/^pending {2}pages_to_scan 2 000 {2}[\d.]+ m?s$/);
    await screen.host.answer();
    expect(screen.status()).toBe('pages_to_scan: 1 000 → 2 000. z undoes this.');
  });

  test('tell a write whose answer was lost by what was read back', async () => {
    using screen = await startScreen(busy());
    await screen.press(']');
    await screen.host.answer({answerLost: true, value: '2000'});
    expect(screen.status()).toBe(
      'pages_to_scan is 2000: written. pages_to_scan: 1 000 → 2 000. z undoes this.',
    );
    await screen.press(']');
    await screen.host.answer({answerLost: true, errno: 'ECONNRESET', value: '2000'});
    expect(screen.text()).toContain('pages_to_scan is 2000: not written.');
  });

  test('go on from what is pending, and count what waits', async () => {
    using screen = await startScreen(busy());
    await screen.press(']', ']', '}');
    expect(screen.host.writes).toEqual(['pages_to_scan=2000']);
    expect(screen.status()).toMatch(/^pending {2}pages_to_scan 2 000 .*and 2 more$/);
    await screen.host.answer();
    expect(screen.status()).toMatch(/^pending {2}pages_to_scan 4 000 .*and 1 more$/);
    await screen.host.answer();
    await screen.host.answer();
    expect(screen.host.writes.slice(1)).toEqual(['pages_to_scan=4000', 'sleep_millisecs=40']);
  });

  test('begin nothing that waited for what was refused', async () => {
    using screen = await startScreen(busy());
    await screen.press(']', ']', '}');
    await screen.host.answer({errno: 'EACCES', value: '1000'});
    expect(screen.host.writes).toEqual(['pages_to_scan=2000']);
    expect(screen.text()).toContain('only root may write here (EACCES)');
    await screen.press('}');
    expect(screen.host.writes.slice(1)).toEqual(['sleep_millisecs=40']);
  });

  test('go on after one that failed altogether', async () => {
    using screen = await startScreen(busy());
    const {write} = screen.host;
    screen.host.write = () => Promise.reject(new Error('The line ended.'));
    await screen.press(']');
    expect(screen.status()).toContain('The line ended.');
    screen.host.write = write;
    await screen.press(']');
    await screen.host.answer();
    expect(screen.host.writes).toEqual(['pages_to_scan=2000']);
    expect(screen.status()).toContain('1 000 → 2 000');
  });

  test('say in a sentence why the kernel refused', async () => {
    using screen = await startScreen(busy());
    await screen.press(']');
    await screen.host.answer({errno: 'EINVAL', value: '1000'});
    expect(screen.text()).toMatch(
      /^▲ Cannot set pages_to_scan=2000: .*advisor controls it \(EINVAL\)\.\s+Set\s+advisor_mode=none\s+first\. *$/m,
    );
    await screen.press('z');
    expect(screen.status()).toContain('Nothing to undo');
    expect(screen.host.writes).toHaveLength(1);
  });

  test('show a long refusal whole, on a small screen, too', async () => {
    using screen = await startScreen(busy(), {columns: 80, rows: 24});
    await screen.press('s', 'y');
    await screen.host.answer({errno: 'EROFS', value: '1'});
    const lines = screen.lines();
    expect(lines).toHaveLength(24);
    expect(lines.slice(-3, -1).map((line) => line.trimEnd())).toEqual([
      '▲ Cannot set run=0: /sys is mounted read-only (EROFS), as in a container. Run',
      'ksmtop on the host.',
    ]);
  });

  test('notice that another program was quicker', async () => {
    using screen = await startScreen(busy());
    await screen.press(']');
    await screen.host.answer({value: '64'});
    expect(screen.status()).toContain('was set to 2000, but now reads 64: another program');
  });

  test('say so at the end of the range', async () => {
    using screen = await startScreen(busy({sleep_millisecs: 0}));
    await screen.press('{');
    expect(screen.status()).toContain('sleep_millisecs cannot be halved any further');
    expect(screen.host.writes).toEqual([]);
  });
});

describe('undo', () => {
  test('takes changes back one by one, the last first', async () => {
    using screen = await startScreen(busy());
    await screen.press(']', '}');
    await screen.host.answer();
    await screen.host.answer();
    await screen.press('z', 'z');
    await screen.host.answer();
    await screen.host.answer();
    expect(screen.host.writes.slice(2)).toEqual(['sleep_millisecs=20', 'pages_to_scan=1000']);
    expect(screen.status()).toBe('pages_to_scan is 1 000 again.');
    await screen.press('z');
    expect(screen.status()).toBe('Nothing to undo in this session.');
  });

  test('that is refused can be tried again', async () => {
    using screen = await startScreen(busy());
    await screen.press(']');
    await screen.host.answer();
    await screen.press('z');
    await screen.host.answer({errno: 'EACCES', value: '2000'});
    expect(screen.text()).toContain('Cannot set');
    await screen.press('z');
    expect(screen.host.writes).toEqual([
      'pages_to_scan=2000',
      'pages_to_scan=1000',
      'pages_to_scan=1000',
    ]);
  });
});

describe('starting and stopping', () => {
  test('a start asks nothing', async () => {
    using screen = await startScreen(busy({run: 0}));
    await screen.press('s');
    expect(screen.host.writes).toEqual(['run=1']);
    await screen.host.answer();
    expect(screen.status()).toMatch(/^run: 0 \(stopped.*\) → 1 \(running\)/);
  });

  test('a stop asks', async () => {
    using screen = await startScreen(busy());
    await screen.press('s');
    expect(screen.status()).toMatch(/^Stop ksmd\?.* y\/N$/);
    expect(screen.host.writes).toEqual([]);
    await screen.press('y');
    expect(screen.host.writes).toEqual(['run=0']);
  });

  test.each([
    ['n', 'n'],
    ['Enter', keyCodes.enter],
    ['Esc', keyCodes.escape],
    ['Space', ' '],
    ['s again', 's'],
    ['q, which does not quit', 'q'],
    ['z', 'z'],
  ])('%s is no yes', async (_, key) => {
    using screen = await startScreen(busy());
    await screen.press('s', key);
    expect(screen.host.writes).toEqual([]);
    expect(screen.status()).toBe('3 containers, 3 processes');
    await screen.press('j');
    expect(screen.rows()[1]).toMatch(/^▸mail/);
  });
});

describe('where nothing can be written', () => {
  test.each([
    ['--read-only', busy(), true],
    ['not root', {...busy(), writeRefusal: 'EACCES'}, false],
    ['/sys is mounted read-only', {...busy(), writeRefusal: 'EROFS'}, false],
    ['this kernel has no KSM', sampleOf({ksm: false}), false],
  ])('%s: says why, and writes nothing', async (reason, sample, readOnly) => {
    using screen = await startScreen(sample, {readOnly});
    expect(screen.lines()[0]).toContain(`read-only: ${reason}`);
    for (const key of ['s', '[', ']', '{', '}', 'z']) {
      await screen.press(key);
      expect(screen.status()).toBe(`▲ Nothing can be changed: ${reason}.`);
    }
    expect(screen.host.writes).toEqual([]);
  });
});

const feedState = (pages: number, timeMs: number): FeedState => ({
  model: advance(undefined, {...sampleOf({ksm: {pages_to_scan: pages}}), timeMs}),
  receivedMs: timeMs,
  receivedMonotonicMs: performance.now(),
});

/** A tuning whose writes are answered by `answer`, and the stages that its changes went through. */
function staged(answer: (entry: string) => Partial<WriteOutcome>) {
  const feed = createStore<FeedState>(feedState(100, Date.now()));
  const write = async (name: string, value: string) => ({
    value,
    elapsedSeconds: 0,
    ...answer(`${name}=${value}`),
  });
  const tuning = createTuning({write}, feed);
  const seen: string[] = [];
  tuning.subscribe(() => {
    const stages = tuning
      .getState()
      .underWay.map(({stage}) => stage)
      .join(' ');
    if (stages !== seen.at(-1)) seen.push(stages);
  });
  return {tuning, seen};
}

describe('a change goes through its stages', () => {
  test('when it is asked about and confirmed', async () => {
    const {tuning, seen} = staged(() => ({}));
    const ask = async () => true;
    expect(await tuning.change({run: '0'}, {ask, question: 'Stop ksmd?'})).toBe(true);
    expect(seen).toEqual(['asking', 'waiting', 'writing', '']);
  });

  test('when it is declined', async () => {
    const {tuning, seen} = staged(() => ({}));
    const ask = async () => false;
    expect(await tuning.change({run: '0'}, {ask, question: 'Stop ksmd?'})).toBe(false);
    expect(seen).toEqual(['asking', '']);
  });

  test('when it is refused, and takes those behind it with it', async () => {
    const {tuning, seen} = staged((entry) =>
      entry === 'sleep_millisecs=7' ? {errno: 'EROFS', value: '20'} : {},
    );
    const ask = async () => true;
    const first = tuning.change({pages_to_scan: '200', sleep_millisecs: '7'}, {ask});
    const second = tuning.change({pages_to_scan: '400'}, {ask});
    expect(await Promise.all([first, second])).toEqual([false, false]);
    expect(seen).toEqual([
      'waiting',
      'waiting waiting',
      'writing waiting',
      'restoring waiting',
      'waiting',
      '',
    ]);
    expect(tuning.present().pages_to_scan).toBe('100');
  });
});

test('a listener that hears of a sample before the tuning does finds its values all the same', async () => {
  const feed = createStore<FeedState>(feedState(100, Date.now()));
  const seen: Array<string | undefined> = [];
  feed.subscribe(() => seen.push(tuning.present().pages_to_scan));
  const write = async (_: string, value: string) => ({value, elapsedSeconds: 0});
  const tuning = createTuning({write}, feed);
  const {value: plan} = tuning.plan({pages_to_scan: '200'});
  if (plan) await tuning.carryOut(plan);
  expect(tuning.present().pages_to_scan).toBe('200');
  feed.set(feedState(64, Date.now() + 1));
  expect(seen).toEqual(['64']);
  expect(tuning.plan({pages_to_scan: '64'}).value?.writes).toEqual([]);
});
