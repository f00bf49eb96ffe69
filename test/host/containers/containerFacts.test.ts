import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {
  createContainerFacts,
  type FollowedContainer,
} from '../../../source/host/containers/containerFacts.js';
import type {Containers} from '../../../source/host/containers/membership.js';
import {
  noChanges,
  type TrackedProcess,
  trackProcess,
} from '../../../source/host/processes/trackedProcess.js';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});

afterEach(() => {
  vi.useRealTimers();
});

function processOf(pid: number): TrackedProcess {
  return trackProcess(
    '/proc',
    pid,
    {
      command: 'init',
      state: 'S',
      parentPid: 1,
      kernelThread: false,
      cpuTicks: 0,
      startTicks: 1,
      imageKey: 0,
    },
    noChanges(),
  );
}

function containersOf(processes: Readonly<Record<string, TrackedProcess>>): Containers {
  return new Map(
    Object.entries(processes).map(([name, process]) => [
      {kind: 'lxc', id: `lxc:${name}`, name},
      process,
    ]),
  );
}

/** Looks nothing up by itself: `names` is what there is to be found. */
function factsOf(names: Record<string, string>, periodMs = 30_000) {
  const looked: string[] = [];
  const facts = createContainerFacts(periodMs, async ({identity}: FollowedContainer) => {
    looked.push(identity.name);
    return names[identity.name];
  });
  const follow = async (containers: Containers) => {
    looked.length = 0;
    facts.follow(containers);
    // Look-ups are promises, without a clock.
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    return [...looked];
  };
  return {facts, follow};
}

const web = processOf(10);
const db = processOf(20);

test('looks new containers up at once, and keeps one object while nothing changes', async () => {
  const {facts, follow} = factsOf({web: 'shop', db: 'orders'});
  expect(await follow(containersOf({web}))).toEqual(['web']);
  expect(facts.facts).toEqual({'lxc:web': 'shop'});
  const before = facts.facts;
  expect(await follow(containersOf({web}))).toEqual([]);
  expect(facts.facts).toBe(before);
  expect(await follow(containersOf({web, db}))).toEqual(['db']);
  expect(facts.facts).toEqual({'lxc:web': 'shop', 'lxc:db': 'orders'});
});

test('counts the containers that were not looked up yet', async () => {
  const {facts, follow} = factsOf({});
  facts.follow(containersOf({web, db}));
  expect(facts.pendingCount).toBe(2);
  await follow(containersOf({web, db}));
  expect(facts.pendingCount).toBe(0);
});

test('looks a new container up again when it has had time to set itself up', async () => {
  const names: Record<string, string> = {};
  const {facts, follow} = factsOf(names);
  await follow(containersOf({web}));
  expect(facts.facts).toEqual({});
  names['web'] = 'shop';
  vi.advanceTimersByTime(3100);
  await follow(containersOf({web}));
  expect(facts.facts).toEqual({'lxc:web': 'shop'});
});

test('looks all of them up once in a period, some on each tick', async () => {
  const names = Array.from({length: 10}, (_, index) => `ct${index}`);
  const containers = containersOf(
    Object.fromEntries(names.map((name, index) => [name, processOf(index + 1)])),
  );
  const {follow} = factsOf({}, 20_000);
  await follow(containers);
  vi.advanceTimersByTime(4000);
  await follow(containers);
  const looked: string[] = [];
  let most = 0;
  for (let second = 0; second < 20; second++) {
    vi.advanceTimersByTime(1000);
    const now = await follow(containers);
    most = Math.max(most, now.length);
    looked.push(...now);
  }
  expect(new Set(looked)).toEqual(new Set(names));
  expect(most).toBeLessThan(3);
});

test('takes a new name over, and drops containers that are gone', async () => {
  const names: Record<string, string> = {web: 'shop'};
  const {facts, follow} = factsOf(names);
  await follow(containersOf({web}));
  names['web'] = 'store';
  for (let second = 0; second <= 33; second++) {
    vi.advanceTimersByTime(1000);
    await follow(containersOf({web}));
  }
  expect(facts.facts).toEqual({'lxc:web': 'store'});
  await follow(containersOf({}));
  expect(facts.facts).toEqual({});
});

test('looks a container up at once when its first process was replaced', async () => {
  const {facts, follow} = factsOf({web: 'shop'});
  const first = processOf(10);
  await follow(containersOf({web: first}));
  // A process that only turned out to be the first one later is no reason.
  expect(await follow(containersOf({web: processOf(9)}))).toEqual([]);
  const last = processOf(8);
  await follow(containersOf({web: last}));
  last.state = 'gone';
  facts.follow(containersOf({web: processOf(30)}));
  expect(facts.facts).toEqual({'lxc:web': 'shop'});
  expect(facts.pendingCount).toBe(1);
});

test('does nothing after it was stopped', async () => {
  const {facts, follow} = factsOf({web: 'shop'});
  facts.stop();
  expect(await follow(containersOf({web}))).toEqual([]);
});

test('a look-up that fails does not stop the others', async () => {
  const facts = createContainerFacts(30_000, async ({identity}: FollowedContainer) => {
    if (identity.name === 'web') throw new Error('no answer');
    return 'found';
  });
  facts.follow(containersOf({web, db}));
  await vi.waitFor(() => expect(facts.facts).toEqual({'lxc:db': 'found'}));
});
