import type {ContainerIdentity} from '../../kernel/container/identity.js';
import type {TrackedProcess} from '../processes/trackedProcess.js';
import type {Containers} from './membership.js';

/** A container that something is looked up for. */
export type FollowedContainer = {
  identity: ContainerIdentity;
  /** One of its processes, its first where that is known. */
  process: TrackedProcess;
  /** When it first appeared, on the monotonic clock. */
  sinceMs: number;
};

/**
 * Looks something up for each container, one after another in the background: for new ones at once,
 * for all of them again in turn. No tick waits for it.
 */
export type ContainerFacts<Fact> = {
  /** Takes over which containers there are now. */
  follow(containers: Containers): void;
  /** By container id; the same object while no fact changed. */
  readonly facts: Readonly<Record<string, Fact>>;
  /** Containers that were never looked up. */
  readonly pendingCount: number;
  stop(): void;
};

type Entry<Fact> = FollowedContainer & {
  lookedUpMs?: number;
  lookUps: number;
  fact?: Fact | undefined;
};

/** By then a new container has set up its names and files, and a guest has executed its program. */
const settledMs = 3000;

export function createContainerFacts<Fact extends string | false>(
  periodMs: number,
  /** Resolves to nothing where the fact is unknown. */
  lookUp: (container: FollowedContainer) => Promise<Fact | undefined>,
): ContainerFacts<Fact> {
  let entries = new Map<string, Entry<Fact>>();
  /** The containers that `entries` are for. */
  let followed: Containers | undefined;
  /** Made from `entries` when it is asked for after a change. */
  let facts: Readonly<Record<string, Fact>> | undefined = {};
  let working = false;
  let stopped = false;
  let lastMs = performance.now();
  /** Look-ups that the elapsed time allows; a fraction is left for the next tick. */
  let allowed = 0;

  async function work(due: ReadonlyArray<Entry<Fact>>): Promise<void> {
    working = true;
    for (const entry of due) {
      if (stopped) break;
      // A look-up that fails must not stop those of the others.
      const fact = await lookUp(entry).catch(() => undefined);
      entry.lookedUpMs = performance.now();
      entry.lookUps++;
      if (fact === entry.fact) continue;
      entry.fact = fact;
      facts = undefined;
    }
    working = false;
  }

  function takeOver(containers: Containers, nowMs: number): void {
    if (containers === followed) return;
    followed = containers;
    const kept = new Map<string, Entry<Fact>>();
    for (const [identity, process] of containers) {
      if (kept.has(identity.id)) continue;
      const known = entries.get(identity.id);
      // A container whose first process has ended was restarted, perhaps with a new name.
      if (known && (known.process === process || known.process.state !== 'gone')) {
        kept.set(identity.id, Object.assign(known, {identity, process}));
      } else {
        kept.set(identity.id, {identity, process, sinceMs: nowMs, lookUps: 0, fact: known?.fact});
      }
    }
    if ([...entries].some(([id, {fact}]) => fact !== undefined && !kept.has(id))) facts = undefined;
    entries = kept;
  }

  function dueEntries(nowMs: number, elapsedMs: number): Array<Entry<Fact>> {
    const isNew = ({lookUps, lookedUpMs = 0}: Entry<Fact>) =>
      lookUps === 0 || (lookUps === 1 && nowMs - lookedUpMs > settledMs);
    allowed = Math.min(entries.size, allowed + (entries.size * elapsedMs) / periodMs);
    const count = Math.floor(allowed);
    allowed -= count;
    const fresh: Array<Entry<Fact>> = [];
    const others: Array<Entry<Fact>> = [];
    for (const entry of entries.values()) {
      if (isNew(entry)) fresh.push(entry);
      else if (count > 0) others.push(entry);
    }
    others.sort((a, b) => (a.lookedUpMs ?? 0) - (b.lookedUpMs ?? 0));
    return [...fresh, ...others.slice(0, count)];
  }

  return {
    follow(containers) {
      const nowMs = performance.now();
      takeOver(containers, nowMs);
      if (working || stopped) return;
      const due = dueEntries(nowMs, nowMs - lastMs);
      lastMs = nowMs;
      if (due.length > 0) void work(due);
    },
    get facts() {
      facts ??= Object.fromEntries(
        [...entries].flatMap(([id, {fact}]) => (fact === undefined ? [] : [[id, fact]])),
      );
      return facts;
    },
    get pendingCount() {
      let count = 0;
      for (const {lookUps} of entries.values()) if (lookUps === 0) count++;
      return count;
    },
    stop() {
      stopped = true;
    },
  };
}
