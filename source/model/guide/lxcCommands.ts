import {shellLine} from '../../text/shell.js';
import {showUntrusted} from '../../text/untrusted.js';
import {type GuidePart, settingLine, verbatim} from './guideShape.js';
import type {GuideSubject} from './guideSubject.js';
import {type LxcPlace, lxcPlace, usualLxcDirectory} from './lxcPlace.js';
import {daemonRemark, inTurn, restartLine, runner, systemUnit, type Unit} from './unit.js';

type Line = string | undefined;

/** Shell lines for a container of LXC, for the tools of its manager. */
export type LxcCommands = {
  /** Runs a shell inside. */
  shell: Line;
  restart: Line;
  /** Sets LD_PRELOAD for the first program of the container. */
  setting: readonly GuidePart[];
  /** The unit that starts it, and how to restart it from there; absent: not known. */
  unit?: {unit: Unit; restart: Line};
  /** Stops it, and starts it from a unit of its own. */
  start?: Line;
  remark?: string;
};

/** The commands for a container of LXC, by its manager. */
export function lxcCommands(subject: GuideSubject): LxcCommands {
  const place = lxcPlace(subject);
  return managers[place.manager](place, subject);
}

const managers: Readonly<
  Record<LxcPlace['manager'], (place: LxcPlace, subject: GuideSubject) => LxcCommands>
> = {
  proxmox({name}, {library}) {
    const restart = shellLine`pct shutdown ${name} && pct start ${name}`;
    return {
      shell: shellLine`pct enter ${name}`,
      restart,
      setting: inFile(
        `/etc/pve/lxc/${name}.conf`,
        settingLine`lxc.environment: LD_PRELOAD=${library}`,
      ),
      // `pct start` starts the unit.
      unit: {unit: systemUnit(`pve-container@${name}.service`), restart},
    };
  },
  libvirt: ({name}, {library}) => ({
    shell: shellLine`virsh -c lxc:/// console ${name}`,
    restart: shellLine`virsh -c lxc:/// destroy ${name} && virsh -c lxc:/// start ${name}`,
    setting: [
      verbatim(shellLine`virsh -c lxc:/// edit ${name}`),
      'In its <os> element, add:',
      verbatim(settingLine`<initenv name='LD_PRELOAD'>${library}</initenv>`),
    ],
  }),
  lxd: (place, subject) => instance('lxc', place, subject),
  incus: (place, subject) => instance('incus', place, subject),
  lxc({name, directory}, {library, owner}) {
    const usual = owner === undefined ? usualLxcDirectory : '~/.local/share/lxc';
    const isUsual = (directory ?? usual) === usual;
    const where = isUsual ? shellLine`-n ${name}` : shellLine`-P ${directory ?? usual} -n ${name}`;
    const lxc = (command: string) => (where === undefined ? undefined : `${command} ${where}`);
    const run = `${runner(owner)} -p MemoryKSM=yes -p Type=oneshot -p RemainAfterExit=yes -p Delegate=yes`;
    const setting = inFile(
      `${directory ?? usual}/${name}/config`,
      settingLine`lxc.environment = LD_PRELOAD=${library}`,
    );
    const common = {shell: lxc('lxc-attach'), setting};
    if (isUsual && owner === undefined) {
      const unit = systemUnit(`lxc@${name}.service`);
      return {
        ...common,
        restart: inTurn(lxc('lxc-stop'), lxc('lxc-start')),
        unit: {
          unit,
          restart: inTurn(lxc('lxc-stop'), shellLine`systemctl start ${unit.name}`),
        },
        remark: 'For containers that LXC starts at boot, the unit is lxc.service.',
      };
    }
    return {
      ...common,
      restart: inTurn(lxc('lxc-stop'), lxc('lxc-start')),
      start: inTurn(lxc('lxc-stop'), lxc(`${run} lxc-start`)),
    };
  },
};

function inFile(path: string, setting: Line): readonly GuidePart[] {
  return [`On the host, in ${showUntrusted(path)}:`, verbatim(setting)];
}

/** LXD and Incus differ only in names. */
function instance(
  tool: 'lxc' | 'incus',
  {name, project, directory = ''}: LxcPlace,
  {library}: GuideSubject,
): LxcCommands {
  const of = project === undefined ? '' : shellLine` --project ${project}`;
  const line = (text: Line) => (text === undefined || of === undefined ? undefined : text + of);
  const isSnap = directory.startsWith('/var/snap/lxd/');
  const daemon =
    tool === 'incus' ? 'incus.service' : isSnap ? 'snap.lxd.daemon.service' : 'lxd.service';
  const unit = systemUnit(daemon);
  const restart = line(shellLine`${tool} restart ${name}`);
  const shell = line(shellLine`${tool} exec ${name}`);
  const preload = settingLine`environment.LD_PRELOAD=${library}`;
  const set = shellLine`${tool} config set ${name}`;
  return {
    shell: shell === undefined ? undefined : `${shell} -- sh`,
    restart,
    setting: [
      verbatim(line(set === undefined || preload === undefined ? undefined : `${set} ${preload}`)),
    ],
    unit: {unit, restart: inTurn(restartLine(unit), restart)},
    remark: daemonRemark,
  };
}
