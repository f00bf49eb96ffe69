import {shellLine} from '../../text/shell.js';

/** A unit of systemd, of the system or of a user. */
export type Unit = {
  name: string;
  /** The user whose systemd runs it; absent: the system's. */
  userId?: number;
  /** Its programs were started by others and moved into it: unit settings do not reach them. */
  isScope: boolean;
  /** Made by `systemd-run`: when it stops, it and its settings are gone. */
  isTransient: boolean;
};

/** The unit behind a container ID of kind `service`. */
export function unitOf(containerId: string): Unit | undefined {
  const [, userId, name] = /^service:(?:user@(\d+)\.service\/)?([^/]+)$/.exec(containerId) ?? [];
  if (name === undefined) return undefined;
  return {
    name,
    ...(userId !== undefined && {userId: Number(userId)}),
    isScope: name.endsWith('.scope'),
    isTransient: /^run-[rpu]?[0-9a-f]+(?:-i\d+)?\.(?:service|scope)$/.test(name),
  };
}

export function systemUnit(name: string): Unit {
  return {name, isScope: false, isTransient: false};
}

/** The innermost service in the cgroup path of a container, other than a user's manager itself. */
export function serviceInPath(path: string): Unit | undefined {
  let name: string | undefined;
  let userId: number | undefined;
  for (const part of path.split('/')) {
    const user = /^user@(\d{1,10})\.service$/.exec(part)?.[1];
    if (user !== undefined) userId = Number(user);
    else if (part.endsWith('.service')) name = part;
  }
  return name === undefined
    ? undefined
    : {...systemUnit(name), ...(userId !== undefined && {userId})};
}

export function editLine({name, userId}: Unit): string | undefined {
  return userId === undefined
    ? shellLine`systemctl edit ${name}`
    : shellLine`systemctl --user edit ${name}`;
}

export function restartLine({name, userId}: Unit): string | undefined {
  return userId === undefined
    ? shellLine`systemctl restart ${name}`
    : shellLine`systemctl --user restart ${name}`;
}

export function reloadLine({userId}: Unit): string {
  return userId === undefined ? 'systemctl daemon-reload' : 'systemctl --user daemon-reload';
}

/** One line after the other, each only if the one before succeeded. */
export function inTurn(...lines: ReadonlyArray<string | undefined>): string | undefined {
  return lines.includes(undefined) ? undefined : lines.join(' && ');
}

/** Runs a command as a service, outside the login session. */
export function runner(userId: number | undefined): string {
  return userId === undefined ? 'systemd-run' : 'systemd-run --user';
}

/** How to run the programs of a container below a unit that has MemoryKSM=yes. */
export type UnitSteps = {
  /** The user whose systemd it is; absent: the system's. */
  userId?: number | undefined;
  /** What else to know about it. */
  remark?: string | undefined;
} & (
  | {
      unit: Unit;
      /** Restarts the container, so that its programs inherit the opt-in of the unit. */
      restart: string | undefined;
    }
  /** There is no unit to edit: why, and the lines that start the container from one. */
  | {why: string; run: ReadonlyArray<string | undefined>}
);

export const daemonRemark =
  'This opts in every container that the daemon starts from then on; for a single container, preload the library.';
