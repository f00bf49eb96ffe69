import {shellLine} from '../../text/shell.js';

/** A unit of systemd, of the system or of a user. */
export type Unit = {
  name: string;
  /** The user whose systemd runs it; absent: the system's. */
  userId?: number;
  /** Its programs were started by others and put into it: settings of a unit do not reach them. */
  isScope: boolean;
  /** Made by `systemd-run`: it is gone when it stops, and its settings with it. */
  isTransient: boolean;
};

/** The unit that an id of kind `service` stands for. */
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

/** One line after the other, the next only if the one before succeeded. */
export function inTurn(...lines: ReadonlyArray<string | undefined>): string | undefined {
  return lines.includes(undefined) ? undefined : lines.join(' && ');
}

/** Runs a command as a service, not in the session of whoever types it. */
export function runner(userId: number | undefined): string {
  return userId === undefined ? 'systemd-run' : 'systemd-run --user';
}
