import {shellLine} from '../../text/shell.js';
import {showUntrusted} from '../../text/untrusted.js';
import {type GuidePart, settingLine, verbatim} from './guideShape.js';
import type {GuideSubject} from './guideSubject.js';
import {inTurn, restartLine, serviceInPath, systemUnit, type Unit, type UnitSteps} from './unit.js';

/** The service that runs a machine, by its cgroup; absent: it was started by hand. */
export function unitOfMachine({cgroup, handle}: GuideSubject): Unit | undefined {
  if (/\/machine-[^/]*\.scope(?:\/|$)/.test(cgroup)) return undefined;
  return serviceInPath(cgroup) ?? systemUnit(`systemd-nspawn@${handle}.service`);
}

/** NixOS generates the units of its containers. */
function isNixos(unit: Unit | undefined): boolean {
  return unit?.name.startsWith('container@') ?? false;
}

const nixosRebuild = 'nixos-rebuild switch';

/** Services inside a container of NixOS, whose unit files are generated, too. */
export function nixosServices(subject: GuideSubject): readonly GuidePart[] | undefined {
  const unit = unitOfMachine(subject);
  if (!unit || !isNixos(unit)) return undefined;
  return [
    'NixOS generates the units inside it, too. In its configuration (containers.NAME.config), for one service:',
    verbatim(settingLine`systemd.services.mysql.environment.LD_PRELOAD = "${subject.library}";`),
    'Then apply it:',
    verbatim(inTurn(nixosRebuild, restartLine(unit))),
  ];
}

/** How to run a machine below a unit that has MemoryKSM=yes. */
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
  if (isNixos(unit)) {
    const name = showUntrusted(unit.name.replace(/\.service$/, ''));
    return {
      why: `NixOS generates its unit: add systemd.services."${name}".serviceConfig.MemoryKSM = true; to configuration.nix, then apply it:`,
      run: [inTurn(nixosRebuild, restartLine(unit))],
    };
  }
  return {unit, userId: unit.userId, restart: restartLine(unit)};
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
