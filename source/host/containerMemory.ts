import type {ContainerIdentity} from '../kernel/container.js';
import {parseCgroupAnonymousBytes} from '../kernel/memoryStat.js';
import {type CgroupMounts, cgroupDirectory, parseCgroupMounts} from '../kernel/mountinfo.js';
import type {Containers} from './containers.js';
import type {Reader} from './reader.js';
import {createRotation} from './rotation.js';
import {readTexts} from './texts.js';

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
  let mounts: CgroupMounts | undefined;
  let entries = new Map<ContainerIdentity, Entry>();
  let nextOrder = 0;
  let bytes: Readonly<Record<string, number>> = {};
  const rotation = createRotation<ContainerIdentity>(
    periodMs,
    (identity) => entries.get(identity)?.order ?? 0,
  );

  async function readMounts(): Promise<CgroupMounts> {
    const {mountinfo} = await readTexts(reader, {
      mountinfo: {path: `${procfs}/self/mountinfo`, inPieces: true},
    });
    return parseCgroupMounts(mountinfo ?? '');
  }

  function memoryStatPath({cgroup}: ContainerIdentity): string | undefined {
    const mount = cgroup && mounts?.[cgroup.hierarchy];
    const directory = mount && cgroupDirectory(mount, cgroup.path);
    if (directory === undefined) return undefined;
    const below = directory.startsWith('/sys/')
      ? sysfs + directory.slice('/sys'.length)
      : directory;
    return `${below}/memory.stat`;
  }

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
        const path = memoryStatPath(identity);
        const hierarchy = identity.cgroup?.hierarchy;
        if (path === undefined || hierarchy === undefined) return [];
        return {
          path,
          take: (text) =>
            set(identity, parseCgroupAnonymousBytes(text.toString('latin1'), hierarchy)),
          fail: () => set(identity, undefined),
        };
      }),
    );
    return changed;
  }

  return {
    async update(containers, elapsedMs) {
      mounts ??= await readMounts();
      const kept = new Map([...entries].filter(([identity]) => containers.has(identity)));
      let changed = kept.size < entries.size;
      entries = kept;
      const due = rotation.next([...kept.keys()], elapsedMs);
      for (const identity of containers.keys()) {
        if (!identity.cgroup || entries.has(identity)) continue;
        entries.set(identity, {order: nextOrder++});
        due.push(identity);
      }
      changed = (await readDue(due)) || changed;
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
