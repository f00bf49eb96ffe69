import {posix} from 'node:path';
import {optionValues} from './commandOptions.js';
import {member, parseJson, textMember} from './jsonFields.js';
import {kubernetesName} from './kubernetesName.js';
import type {NameQuestion, NameSource} from './nameSource.js';
import {monitorOf} from './podman.js';

const usualSocket = '/run/containerd/containerd.sock';

/** What containerd or CRI-O told the program that starts containers, notes of the cluster included. */
export const bundle: NameSource = async (question) => {
  for (const {directory, ownedBy} of placesOf(question)) {
    const text = await question.files.read(`${directory}/config.json`, ownedBy);
    const name = parseBundleName(text);
    if (name !== undefined) return name;
  }
  return undefined;
};

/** `config.json` of a bundle. */
export function parseBundleName(text: string | undefined): string | undefined {
  const notes = member(parseJson(text), 'annotations');
  const note = (...names: string[]) =>
    names.map((name) => textMember(notes, name)).find((value) => value !== undefined);
  const isSandbox =
    note('io.kubernetes.cri.container-type', 'io.kubernetes.cri-o.ContainerType') === 'sandbox';
  return (
    kubernetesName(
      note('io.kubernetes.cri.sandbox-namespace', 'io.kubernetes.pod.namespace'),
      note('io.kubernetes.cri.sandbox-name', 'io.kubernetes.pod.name'),
      isSandbox
        ? 'pause'
        : note('io.kubernetes.cri.container-name', 'io.kubernetes.container.name'),
    ) ?? note('nerdctl/name')
  );
}

type Place = {directory: string; ownedBy?: number};

/** Where the bundle may be: by what the monitor was told, or else in the usual places of root. */
function placesOf(question: NameQuestion): readonly Place[] {
  const {key, parent, identity, owner, runtimeUser} = question;
  const [ofMonitor] = optionValues(monitorOf(question)?.commandLine, ['-b', '--bundle']);
  if (ofMonitor !== undefined) return [{directory: ofMonitor, ownedBy: runtimeUser}];
  const usual = identity.kind === 'containerd' ? 'default' : 'k8s.io';
  if (parent?.command.startsWith('containerd-shim')) {
    const [namespace = usual] = optionValues(parent.commandLine, ['-namespace']);
    const [socket = usualSocket] = optionValues(parent.commandLine, ['-address']);
    return [{directory: taskOf(key, namespace, socket), ownedBy: runtimeUser}];
  }
  if (owner !== undefined) return [];
  return [
    {directory: taskOf(key, usual, usualSocket)},
    ...(identity.kind === 'kubernetes'
      ? [{directory: `/run/containers/storage/overlay-containers/${key}/userdata`}]
      : []),
  ];
}

function taskOf(key: string, namespace: string, socket: string): string {
  return `${posix.dirname(socket)}/io.containerd.runtime.v2.task/${namespace}/${key}`;
}
