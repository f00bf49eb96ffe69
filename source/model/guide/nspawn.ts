import {shellLine} from '../../text/shell.js';
import {showUntrusted} from '../../text/untrusted.js';
import type {GuideSubject} from './guideSubject.js';
import {restartLine, serviceInPath, systemUnit, type Unit, type UnitSteps} from './unit.js';

/** The service that runs a machine, by its cgroup; absent: it was started by hand. */
export function unitOfMachine({cgroup, handle}: GuideSubject): Unit | undefined {
  if (/\/machine-[^/]*\.scope(?:\/|$)/.test(cgroup)) return undefined;
  return serviceInPath(cgroup) ?? systemUnit(`systemd-nspawn@${handle}.service`);
}

/** NixOS generates the units of its containers. */
export function isNixos(unit: Unit | undefined): boolean {
  return unit?.name.startsWith('container@') ?? false;
}

export function nspawnUnit(subject: GuideSubject): UnitSteps {
  const {handle} = subject;
  const unit = unitOfMachine(subject);
  if (!unit) {
    return {
      why: 'It was started by hand, not by a unit. Stop it and start it from a unit:',
      run: [
        shellLine`machinectl poweroff ${handle}`,
        shellLine`systemd-run -p MemoryKSM=yes -p Delegate=yes systemd-nspawn --keep-unit -M ${handle} -b -D DIRECTORY`,
      ],
    };
  }
  return {
    unit,
    userId: unit.userId,
    restart: restartLine(unit),
    ...(isNixos(unit) && {
      remark: `On NixOS, set it in configuration.nix instead: systemd.services."${showUntrusted(unit.name.replace(/\.service$/, ''))}".serviceConfig.MemoryKSM = true.`,
    }),
  };
}

/** Runs a shell in a machine. */
export function machineShell(subject: GuideSubject): string | undefined {
  const {handle} = subject;
  return isNixos(unitOfMachine(subject))
    ? shellLine`nixos-container root-login ${handle}`
    : shellLine`machinectl shell ${handle}`;
}

/** Restarts a machine. */
export function machineRestart(subject: GuideSubject): string | undefined {
  const unit = unitOfMachine(subject);
  return unit ? restartLine(unit) : shellLine`machinectl reboot ${subject.handle}`;
}
