/** A systemd unit that runs processes. */
export type Unit = {
  kind: 'service' | 'session';
  /** Unique on the host. */
  id: string;
  /** As `systemctl` spells it, preceded by its user. */
  name: string;
  /** Path of the unit's own cgroup; absent: other units are below it. */
  path?: string;
};

const userManager = /^user@[^/]*\.service$/;
const session = /^session-[^/]*\.scope$/;
const anyUnit = /\.(?:service|scope)$/;
const init = 'init.scope';

/** The service, scope or login session in a cgroup path; absent: the path names none. */
export function findUnit(path: string): Unit | undefined {
  const names = path.split('/');
  const first = names.findIndex((name) => anyUnit.test(name) && name !== init);
  const name = names[first];
  if (name === undefined) {
    return undefined;
  }

  if (!userManager.test(name)) {
    const kind = session.test(name) ? 'session' : 'service';
    return {kind, id: `${kind}:${name}`, name, path: names.slice(0, first + 1).join('/')};
  }

  return findUserUnit(names, first, name);
}

/** Below a user's manager are that user's units; two users may have units of one name. */
function findUserUnit(names: readonly string[], managerAt: number, manager: string): Unit {
  const at = names.findIndex((name, index) => index > managerAt && anyUnit.test(name));
  const name = names[at];
  if (name === undefined) {
    return {kind: 'service', id: `service:${manager}`, name: manager};
  }

  const path = names.slice(0, at + 1).join('/');
  const owner = manager.replace(/\.service$/, '');
  return name === init
    ? {kind: 'service', id: `service:${manager}`, name: manager, path}
    : {kind: 'service', id: `service:${manager}/${name}`, name: `${owner}/${name}`, path};
}
