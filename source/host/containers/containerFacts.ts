import type {ContainerIdentity} from '../../kernel/container/identity.js';
import type {TrackedProcess} from '../processes/trackedProcess.js';
import type {Containers} from './membership.js';

/** A container as it is looked up. */
export type FollowedContainer = {
  identity: ContainerIdentity;
  /** One of its processes, its first where that is known. */
  process: TrackedProcess;
  /** When it was first seen, on the clock that never jumps. */
  sinceMs: number;
};

/**
 * Finds something out about every container, one after another in the background: about new ones
 * at once, about all of them again in turn. No tick waits for it.
 */
export type ContainerFacts<Fact> = {
  /** Takes over which containers there are now. */
  follow(containers: Containers): void;
  /** What is known, by container id; the same object while nothing in it changed. */
  readonly facts: Readonly<Record<string, Fact>>;
  /** Containers that were not looked up yet. */
  readonly pendingCount: number;
  stop(): void;
};

type Entry<Fact> = FollowedContainer & {
  lookedMs?: number;
  looks: number;
  fact?: Fact | undefined;
};

/** What a container is about to set up itself is there by then: names, files, the exec of a guest. */
const settledMs = 3000;

export function createContainerFacts<Fact extends string | false>(
  periodMs: number,
  /** Absent: nothing can be said. Never rejects. */
  lookUp: (container: FollowedContainer) => Promise<Fact | undefined>,
): ContainerFacts<Fact> {
  let entries = new Map<string, Entry<Fact>>();
  /** What `entries` were taken over from. */
  let followed: Containers | undefined;
  let facts: Readonly<Record<string, Fact>> = {};
  let changed = false;
  let working = false;
  let stopped = false;
  let lastMs = performance.now();
  /** Look-ups that the time gone by allows; the rest of one is for the next tick. */
  let allowed = 0;

  async function work(due: ReadonlyArray<Entry<Fact>>): Promise<void> {
    working = true;
    for (const entry of due) {
      if (stopped) break;
      // Nothing is known of one that cannot be looked up; the others have their turn.
      const fact = await lookUp(entry).catch(() => undefined);
      entry.lookedMs = performance.now();
      entry.looks++;
      if (fact === entry.fact) continue;
      entry.fact = fact;
      changed = true;
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
      // A container whose first process is another one was started anew, perhaps with a new name.
      if (known && (known.process === process || known.process.state !== 'gone')) {
        kept.set(identity.id, Object.assign(known, {identity, process}));
      } else {
        kept.set(identity.id, {identity, process, sinceMs: nowMs, looks: 0, fact: known?.fact});
      }
    }
    changed ||= [...entries].some(([id, {fact}]) => fact !== undefined && !kept.has(id));
    entries = kept;
  }

  function dueEntries(nowMs: number, elapsedMs: number): Array<Entry<Fact>> {
    const isNew = ({looks, lookedMs = 0}: Entry<Fact>) =>
      looks === 0 || (looks === 1 && nowMs - lookedMs > settledMs);
    allowed = Math.min(entries.size, allowed + (entries.size * elapsedMs) / periodMs);
    const count = Math.floor(allowed);
    allowed -= count;
    const fresh: Array<Entry<Fact>> = [];
    const others: Array<Entry<Fact>> = [];
    for (const entry of entries.values()) {
      if (isNew(entry)) fresh.push(entry);
      else if (count > 0) others.push(entry);
    }
    others.sort((a, b) => (a.lookedMs ?? 0) - (b.lookedMs ?? 0));
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
      if (!changed) return facts;
      changed = false;
      facts = Object.fromEntries(
        [...entries].flatMap(([id, {fact}]) => (fact === undefined ? [] : [[id, fact]])),
      );
      return facts;
    },
    get pendingCount() {
      let count = 0;
      for (const {looks} of entries.values()) if (looks === 0) count++;
      return count;
    },
    stop() {
      stopped = true;
    },
  };
}
