import {showUntrusted} from '../../text/untrusted.js';
import {type GuidePart, settingLine, verbatim} from './guideShape.js';
import {type GuideSubject, hostLibrary, usualLibrary} from './guideSubject.js';
import {inTurn, reloadLine, restartLine, serviceInPath, type Unit} from './unit.js';

/** The environment is set when a container is created, so an existing one must be recreated. */
export function engine(command: string, subject: GuideSubject): readonly GuidePart[] {
  const {row, library} = subject;
  const source = hostLibrary(subject) ?? library;
  const mount = row.library ? [] : [settingLine`  -v ${source}:${library}:ro \\`];
  const compose = row.library
    ? settingLine`In a compose file: environment: [LD_PRELOAD=${library}].`
    : settingLine`In a compose file: environment: [LD_PRELOAD=${library}] and volumes: ["${source}:${library}:ro"].`;
  return [
    `The environment of a container is fixed when it is created. Remove the container (which deletes data outside volumes) and run it again with ${mount.length > 0 ? 'two more options' : 'one more option'}:`,
    verbatim(
      `${command} run \\`,
      settingLine`  -e LD_PRELOAD=${library} \\`,
      ...mount,
      '  … IMAGE',
    ),
    `${compose ?? ''} A wrapper around ${command} itself has no effect, because the container is not its child process.`.trim(),
  ];
}

/** The unit of a container whose cgroup Podman splits off that of its unit, as for Quadlets. */
export function quadletUnit({cgroup}: GuideSubject): Unit | undefined {
  return /\.service\/libpod-payload-/.test(cgroup) ? serviceInPath(cgroup) : undefined;
}

/** Its unit removes and creates the container at every start, from a file. */
export function quadlet(unit: Unit, subject: GuideSubject): readonly GuidePart[] {
  const {row, library, owner} = subject;
  const source = hostLibrary(subject) ?? library;
  const mount = row.library ? [] : [settingLine`Volume=${source}:${library}:ro`];
  const file = showUntrusted(unit.name.replace(/\.service$/, '.container'));
  const place = owner === undefined ? '/etc/containers/systemd' : '~/.config/containers/systemd';
  return [
    `Its unit creates it. Add these lines to the unit's Quadlet file, usually ${file} in ${place}:`,
    verbatim('[Container]', settingLine`Environment=LD_PRELOAD=${library}`, ...mount),
    'Then restart it:',
    verbatim(inTurn(reloadLine(unit), restartLine(unit))),
  ];
}

/** A container started with `ctr`. */
export function plainContainerd(subject: GuideSubject): readonly GuidePart[] {
  const {row, library} = subject;
  const source = hostLibrary(subject) ?? library;
  const mount = row.library
    ? []
    : [settingLine`  --mount type=bind,src=${source},dst=${library},options=rbind:ro \\`];
  return [
    'The environment of a container is fixed when it is created. Remove the container (which deletes data outside volumes) and run it again with these options:',
    verbatim(
      'ctr run \\',
      settingLine`  --env LD_PRELOAD=${library} \\`,
      ...mount,
      '  … IMAGE NAME',
    ),
  ];
}

export function ecs({library}: GuideSubject): readonly GuidePart[] {
  return [
    'In the container definition of its task, with the library on a volume of the instance:',
    verbatim(
      settingLine`"environment": [{"name": "LD_PRELOAD", "value": "${library}"}],`,
      settingLine`"mountPoints": [{"sourceVolume": "ksm", "containerPath": "${library}", "readOnly": true}]`,
    ),
    'Then register the task definition and update the service:',
    ['aws ecs update-service --cluster CLUSTER --service SERVICE --task-definition TASK'],
  ];
}

export function kubernetes(subject: GuideSubject): readonly GuidePart[] {
  const path = hostLibrary(subject) ?? usualLibrary;
  const slash = path.lastIndexOf('/');
  return [
    'In the pod specification, with the library in a directory of every node:',
    verbatim(
      'containers:',
      '- name: …',
      '  env:',
      settingLine`  - {name: LD_PRELOAD, value: /ksm/${path.slice(slash + 1)}}`,
      '  volumeMounts:',
      '  - {name: ksm, mountPath: /ksm, readOnly: true}',
      'volumes:',
      settingLine`- {name: ksm, hostPath: {path: ${path.slice(0, slash) || '/'}}}`,
    ),
  ];
}
