import type {Unit} from './unit.js';

/** How the programs of a container come to descend from a unit that has MemoryKSM=yes. */
export type HostUnit = {
  /** The user whose systemd it is; absent: the system's. */
  userId?: number | undefined;
  /** What else is to be known. */
  remark?: string | undefined;
} & (
  | {
      unit: Unit;
      /** Restarts the container, so that its programs have what the unit has. */
      restart: string | undefined;
    }
  /** There is no unit to edit: why, and the lines that start it from one. */
  | {why: string; run: ReadonlyArray<string | undefined>}
);

export const daemonRemark =
  'This opts in every container that the daemon starts from then on; for one of them alone, preload the library.';
