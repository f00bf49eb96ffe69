import {posix} from 'node:path';
import {optionValues} from './commandOptions.js';
import {member, parseJson, textMember} from './jsonFields.js';
import {kubernetesName} from './kubernetesName.js';
import type {NameQuestion, NameSource} from './nameSource.js';
import {monitorOf} from './podman.js';

const usualSocket = '/run/containerd/containerd.sock';

/** The bundle that containerd or CRI-O wrote for the runtime, with annotations of the cluster. */
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
  const annotations = member(parseJson(text), 'annotations');
  const annotation = (...names: string[]) =>
    names.map((name) => textMember(annotations, name)).find((value) => value !== undefined);
  const isSandbox =
    annotation('io.kubernetes.cri.container-type', 'io.kubernetes.cri-o.ContainerType') ===
    'sandbox';
  return (
    kubernetesName(
      annotation('io.kubernetes.cri.sandbox-namespace', 'io.kubernetes.pod.namespace'),
      annotation('io.kubernetes.cri.sandbox-name', 'io.kubernetes.pod.name'),
      isSandbox
        ? 'pause'
        : annotation('io.kubernetes.cri.container-name', 'io.kubernetes.container.name'),
    ) ?? annotation('nerdctl/name')
  );
}

type Place = {directory: string; ownedBy?: number};

/** Where the bundle may be: by the options of the monitor, else in the default places of root. */
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
