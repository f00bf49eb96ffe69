import {type ContainerKind, ownerPartOf} from '../../kernel/container/identity.js';
import {shellLine} from '../../text/shell.js';
import {unitAbove} from './ancestors.js';
import type {GuideSubject} from './guideFacts.js';
import {daemonRemark, type HostUnit} from './hostUnit.js';
import {lxcCommands} from './lxcCommands.js';
import {nspawnUnit} from './nspawn.js';
import {inTurn, restartLine, runner, systemUnit, type Unit, unitOf} from './unit.js';

/** By kind of container. An opt-in by prctl goes from a process to its children. */
export const unitTable: Readonly<
  Partial<Record<ContainerKind, (subject: GuideSubject) => HostUnit | undefined>>
> = {
  service,
  docker: (subject) =>
    ofDaemon(subject, 'containerd.service', shellLine`docker restart ${subject.handle}`),
  containerd: (subject) =>
    ofDaemon(subject, 'containerd.service', shellLine`nerdctl restart ${subject.handle}`),
  ecs: (subject) =>
    ofDaemon(subject, 'containerd.service', shellLine`docker restart ${subject.handle}`),
  kubernetes: (subject) =>
    ofDaemon(
      subject,
      /\/crio-/.test(subject.cgroup) ? 'crio.service' : 'containerd.service',
      'kubectl delete pod POD',
    ),
  nomad: (subject) =>
    ofDaemon(subject, 'nomad.service', shellLine`nomad alloc restart ${allocationOf(subject)}`),
  podman,
  lxc(subject) {
    const {unit, start, remark} = lxcCommands(subject);
    if (unit) return {...unit, remark};
    if (start === undefined) return undefined;
    const {owner} = subject;
    return {
      userId: owner,
      why: 'No unit starts it. Stop it, and start it from one:',
      run: [start],
      remark,
    };
  },
  nspawn: nspawnUnit,
};

/** The name of a task of Nomad begins with its allocation. */
export function allocationOf({handle}: GuideSubject): string {
  return handle.split('.')[0] ?? handle;
}

function service({row}: GuideSubject): HostUnit | undefined {
  const unit = unitOf(row.id);
  if (!unit) return undefined;
  const {userId, isScope, isTransient} = unit;
  const run = `${runner(userId)} -p MemoryKSM=yes COMMAND`;
  if (isScope) {
    return {
      userId,
      why: 'It is a scope: its programs were started by others, and no setting of the unit reaches them. Start them as a service instead:',
      run: [run],
    };
  }
  if (isTransient) {
    return {
      userId,
      why: 'It was made by systemd-run, and is gone when it stops. Stop it, and start it with one more option:',
      run: [run],
    };
  }
  return {
    userId,
    unit,
    restart: restartLine(unit),
    ...(/^user@\d+\.service$/.test(unit.name) && {
      remark: 'A restart ends every program of that user.',
    }),
  };
}

/** What a daemon starts descends from it; which one that is, its processes tell. */
function ofDaemon(
  subject: GuideSubject,
  usual: string,
  restart: string | undefined,
): HostUnit | undefined {
  const {owner, nested, row} = subject;
  if (owner !== undefined) {
    const unit = {...systemUnit(row.kind === 'docker' ? 'docker.service' : usual), userId: owner};
    return {unit, userId: owner, restart: inTurn(restartLine(unit), restart), remark: daemonRemark};
  }
  const above = nested ? undefined : (unitAbove(subject) ?? unitAround(row.id));
  const unit = above ?? systemUnit(usual);
  return {
    unit,
    userId: unit.userId,
    restart: inTurn(restartLine(unit), restart),
    remark: above ? daemonRemark : `${otherDaemons[row.kind] ?? ''} ${daemonRemark}`.trim(),
  };
}

const otherDaemons: Readonly<Partial<Record<ContainerKind, string>>> = {
  docker: 'Where Docker runs a containerd of its own, the unit is docker.service.',
  kubernetes: 'With CRI-O the unit is crio.service, with k3s it is k3s.service.',
};

/** The unit whose own runtime a container belongs to, by its id. */
function unitAround(id: string): Unit | undefined {
  const part = ownerPartOf(id);
  return part?.endsWith('.service') ? systemUnit(part) : undefined;
}

/** A unit that starts a container has it in its own cgroup, or its monitor. */
function podman(subject: GuideSubject): HostUnit {
  const {handle, owner, cgroup, nested} = subject;
  const [, name] = /\/([^/]+\.service)\/libpod-payload-/.exec(cgroup) ?? [];
  const above = nested ? undefined : unitAbove(subject);
  const unit =
    name === undefined ? above : {...systemUnit(name), ...(owner !== undefined && {userId: owner})};
  if (unit) return {unit, userId: unit.userId, restart: restartLine(unit)};
  const run = `${runner(owner)} -p MemoryKSM=yes -p Type=oneshot -p RemainAfterExit=yes`;
  const start = shellLine`podman start ${handle}`;
  return {
    userId: owner,
    why: 'No unit is seen that starts it (Quadlet, podman generate systemd). Restart it from one:',
    run: [
      inTurn(shellLine`podman stop ${handle}`, start === undefined ? undefined : `${run} ${start}`),
    ],
  };
}
