import {posix} from 'node:path';
import {optionValues} from './commandOptions.js';
import {member, parseJson, textMember} from './json.js';
import {kubernetesName} from './kubernetesName.js';
import type {NameQuestion, NameSource} from './nameSource.js';
import {monitorOf} from './podman.js';

/** What containerd or CRI-O told the program that starts containers, notes of the cluster included. */
export const bundle: NameSource = async (question) => {
  for (const directory of bundlesOf(question)) {
    const name = parseBundleName(await question.files.read(`${directory}/config.json`));
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

/** Where the bundle may be: by what the monitor was told, or else in the usual places. */
function bundlesOf(question: NameQuestion): readonly string[] {
  const {key, parent, identity} = question;
  const [ofMonitor] = optionValues(monitorOf(question)?.commandLine, ['-b', '--bundle']);
  if (ofMonitor !== undefined) return [ofMonitor];
  const [namespace = identity.kind === 'kubernetes' ? 'k8s.io' : 'default'] = optionValues(
    parent?.commandLine,
    ['-namespace'],
  );
  const [socket = '/run/containerd/containerd.sock'] = optionValues(parent?.commandLine, [
    '-address',
  ]);
  const state = posix.dirname(socket);
  return [
    `${state}/io.containerd.runtime.v2.task/${namespace}/${key}`,
    ...(identity.kind === 'kubernetes'
      ? [`/run/containers/storage/overlay-containers/${key}/userdata`]
      : []),
  ];
}
