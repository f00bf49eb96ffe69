import {parseCgroupAnonymousBytes} from '../../kernel/container/cgroupMemory.js';
import type {ContainerIdentity} from '../../kernel/container/identity.js';
import type {Reader} from '../io/reader.js';
import {createRotation} from '../processes/rotation.js';
import {type FindCgroup, findCgroups} from './cgroupFiles.js';
import type {Containers} from './membership.js';

/** Anonymous memory of the containers' cgroups; each is read again within 8 seconds. */
export type ContainerMemory = {
  /** Reads those that are due among the containers there are now. */
  update(containers: Containers, elapsedMs: number): Promise<void>;
  /** By container id; the same object while nothing in it changed. */
  readonly bytes: Readonly<Record<string, number>>;
};

type Entry = {order: number; bytes?: number | undefined};

const periodMs = 8000;

export function createContainerMemory(
  reader: Reader,
  procfs: string,
  sysfs: string,
): ContainerMemory {
  let directoryOf: FindCgroup | undefined;
  let entries = new Map<ContainerIdentity, Entry>();
  /** The containers that `entries` are for. */
  let followed: Containers | undefined;
  let members: readonly ContainerIdentity[] = [];
  let nextOrder = 0;
  let bytes: Readonly<Record<string, number>> = {};
  const rotation = createRotation<ContainerIdentity>(
    periodMs,
    (identity) => entries.get(identity)?.order ?? 0,
  );

  async function readDue(due: readonly ContainerIdentity[]): Promise<boolean> {
    let changed = false;
    function set(identity: ContainerIdentity, value: number | undefined): void {
      const entry = entries.get(identity);
      if (!entry || entry.bytes === value) return;
      entry.bytes = value;
      changed = true;
    }
    await reader.read(
      due.flatMap((identity) => {
        const {cgroup} = identity;
        const directory = cgroup && directoryOf?.(cgroup);
        if (!cgroup || directory === undefined) return [];
        return {
          path: `${directory}/memory.stat`,
          take: (text) =>
            set(identity, parseCgroupAnonymousBytes(text.toString('latin1'), cgroup.hierarchy)),
          fail: () => set(identity, undefined),
        };
      }),
    );
    return changed;
  }

  return {
    async update(containers, elapsedMs) {
      directoryOf ??= await findCgroups(reader, {procfs, sysfs});
      const due: ContainerIdentity[] = [];
      let changed = false;
      if (containers !== followed) {
        followed = containers;
        const kept = new Map([...entries].filter(([identity]) => containers.has(identity)));
        changed = kept.size < entries.size;
        entries = kept;
        for (const identity of containers.keys()) {
          if (!identity.cgroup || entries.has(identity)) continue;
          entries.set(identity, {order: nextOrder++});
          due.push(identity);
        }
        members = [...entries.keys()];
      }
      const known = members.slice(0, members.length - due.length);
      changed = (await readDue(due.concat(rotation.advance(known, elapsedMs)))) || changed;
      if (!changed) return;
      bytes = Object.fromEntries(
        [...entries].flatMap(([{id}, entry]) =>
          entry.bytes === undefined ? [] : [[id, entry.bytes]],
        ),
      );
    },
    get bytes() {
      return bytes;
    },
  };
}
