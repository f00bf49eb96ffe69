import {identifyContainer} from '../../kernel/container/identify.js';
import {identifyCgroup} from '../../kernel/container/identifyCgroup.js';
import type {ContainerIdentity} from '../../kernel/container/identity.js';
import type {Reader} from '../io/reader.js';
import {setFact, type TrackedProcess} from '../processes/trackedProcess.js';

/** Finds the container of each process; processes of one container share one identity object. */
export type Identities = {
  /** Reads what is the same for all processes of the host; once. */
  prepare(): Promise<void>;
  /** Sets the container of a process from what was read of it. */
  identify(tracked: TrackedProcess): void;
};

/** The text of a cgroup file, and which container it names. */
type Cgroup = {text: string; identity: ContainerIdentity};

/** Each login session has its own cgroup: what is remembered must not grow without limit. */
const mostRemembered = 10_000;

export function createIdentities(reader: Reader, procfs: string): Identities {
  const byCgroup = new Map<string, Cgroup>();
  const byId = new Map<string, ContainerIdentity>();
  let ownNamespace: string | undefined;
  let isOpenvzNode = false;

  function share(identity: ContainerIdentity): ContainerIdentity {
    const known = byId.get(identity.id);
    if (known && isSame(known, identity)) return known;
    if (byId.size > mostRemembered) byId.clear();
    byId.set(identity.id, identity);
    return identity;
  }

  function cgroupOf(text: string): Cgroup {
    const known = byCgroup.get(text);
    if (known) return known;
    const cgroup = {text, identity: share(identifyCgroup(text))};
    if (byCgroup.size > mostRemembered) byCgroup.clear();
    byCgroup.set(text, cgroup);
    return cgroup;
  }

  return {
    async prepare() {
      // Inside an OpenVZ container every process shows its number; only the node has /proc/bc.
      [ownNamespace, isOpenvzNode] = await Promise.all([
        readOwnNamespace(reader, procfs),
        reader.list(`${procfs}/bc`).then(
          () => true,
          () => false,
        ),
      ]);
    },
    identify(tracked) {
      const {envId, pidNamespace, known} = tracked;
      const cgroup = cgroupOf(tracked.cgroup);
      const isOwn = pidNamespace === ownNamespace;
      // Thousands of processes share these texts: each is kept only once.
      tracked.cgroup = cgroup.text;
      if (isOwn && ownNamespace !== undefined) tracked.pidNamespace = ownNamespace;
      const inode = /\[(\d+)\]/.exec(pidNamespace ?? '')?.[1];
      const identity = identifyContainer(
        {
          cgroup: cgroup.text,
          command: known.command,
          commandLine: known.commandLine,
          userId: known.userId,
          innerPid: known.innerPid,
          envId: isOpenvzNode ? envId : undefined,
          ...(inode !== undefined &&
            ownNamespace !== undefined && {
              pidNamespace: {own: isOwn, inode: Number(inode)},
            }),
        },
        cgroup.identity,
      );
      setFact(tracked, 'container', share(identity));
    },
  };
}

/**
 * The pid namespace that this procfs shows: that of process 1, or where a hardened system hides it,
 * the reader's own.
 */
async function readOwnNamespace(reader: Reader, procfs: string): Promise<string | undefined> {
  const links: string[] = [];
  await reader.read(
    ['1', 'self'].map((name, index) => ({
      path: `${procfs}/${name}/ns/pid`,
      kind: 'link',
      take(bytes) {
        links[index] = bytes.toString('latin1');
      },
    })),
  );
  return links[0] ?? links[1];
}

function isSame(a: ContainerIdentity, b: ContainerIdentity): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.name === b.name &&
      a.cgroup?.path === b.cgroup?.path &&
      a.cgroup?.hierarchy === b.cgroup?.hierarchy)
  );
}
