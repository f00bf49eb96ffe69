import {type ContainerKind, ownerPartOf} from '../../kernel/container/identity.js';
import {shellLine} from '../../text/shell.js';
import {quadletUnit} from './engines.js';
import {type GuideSubject, unitAbove} from './guideSubject.js';
import {lxcCommands} from './lxcCommands.js';
import {nspawnUnit} from './nspawn.js';
import {
  daemonRemark,
  inTurn,
  restartLine,
  runner,
  serviceInPath,
  systemUnit,
  type Unit,
  type UnitSteps,
  unitOf,
} from './unit.js';

/** By kind of container. Children inherit an opt-in by prctl. */
export const unitTable: Readonly<
  Partial<Record<ContainerKind, (subject: GuideSubject) => UnitSteps | undefined>>
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
      why: 'No unit starts it. Stop it and start it from a unit:',
      run: [start],
      remark,
    };
  },
  nspawn: nspawnUnit,
};

/** The name of a Nomad task begins with its allocation. */
export function allocationOf({handle}: GuideSubject): string {
  return handle.split('.')[0] ?? handle;
}

function service({row}: GuideSubject): UnitSteps | undefined {
  const unit = unitOf(row.id);
  if (!unit) return undefined;
  const {userId, isScope, isTransient} = unit;
  const run = `${runner(userId)} -p MemoryKSM=yes COMMAND`;
  if (isScope) {
    return {
      userId,
      why: 'It is a scope: another program started its programs, so unit settings do not reach them. Start them as a service instead:',
      run: [run],
    };
  }
  if (isTransient) {
    return {
      userId,
      why: 'It was made by systemd-run and is gone when it stops. Stop it and start it with one more option:',
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

/** Containers inherit the opt-in of the daemon that starts them, found through their processes. */
function ofDaemon(
  subject: GuideSubject,
  usual: string,
  restart: string | undefined,
): UnitSteps | undefined {
  const {owner, nested, row} = subject;
  if (owner !== undefined) {
    const unit = serviceInPath(subject.cgroup) ?? {
      ...systemUnit(row.kind === 'docker' ? 'docker.service' : usual),
      userId: owner,
    };
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
  docker: 'Where Docker runs its own containerd, the unit is docker.service.',
  kubernetes: 'With CRI-O the unit is crio.service; with k3s it is k3s.service.',
};

/** The unit of the runtime that a container belongs to, from its ID. */
function unitAround(id: string): Unit | undefined {
  const part = ownerPartOf(id);
  return part?.endsWith('.service') ? systemUnit(part) : undefined;
}

/** A unit that starts a container has the container or its monitor in its cgroup. */
function podman(subject: GuideSubject): UnitSteps {
  const {handle, owner, nested} = subject;
  const unit = quadletUnit(subject) ?? (nested ? undefined : unitAbove(subject));
  if (unit) return {unit, userId: unit.userId, restart: restartLine(unit)};
  const run = `${runner(owner)} -p MemoryKSM=yes -p Type=oneshot -p RemainAfterExit=yes`;
  const start = shellLine`podman start ${handle}`;
  return {
    userId: owner,
    why: 'No unit that starts it was found (Quadlet, podman generate systemd). Restart it from one:',
    run: [
      inTurn(shellLine`podman stop ${handle}`, start === undefined ? undefined : `${run} ${start}`),
    ],
  };
}
