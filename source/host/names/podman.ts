import {posix} from 'node:path';
import {optionValues} from './commandOptions.js';
import {daemonsOf, isOfHost} from './daemons.js';
import {elements, member, parseJson, textMember} from './jsonFields.js';
import type {NameQuestion, NameSource} from './nameSource.js';
import {askRuntime, socketPaths} from './sockets/runtimeSocket.js';

const usualStorage = '/var/lib/containers/storage/overlay-containers';
const usualState = '/run/containers/storage/overlay-containers';

/** The index of the storage that the container is in: root's, a user's, or another. */
export const podmanStorage: NameSource = async (question, {share}) => {
  const {key, files, sinceMs, owner, runtimeUser} = question;
  const ownedBy = monitorOf(question) ? runtimeUser : undefined;
  // The storage in the default place is root's.
  if (owner !== undefined && ownedBy === undefined) return undefined;
  const {storage, state} = directoriesOf(question);
  const indexes = [
    `${storage}/containers.json`,
    `${storage}/volatile-containers.json`,
    `${state}/volatile-containers.json`,
  ];
  for (const path of new Set(indexes)) {
    const names = await share(`${files.root}${path} of ${ownedBy}`, sinceMs, async () => {
      const text = await files.read(path, ownedBy);
      return text === undefined ? undefined : parsePodmanIndex(text);
    });
    const name = names?.get(key);
    if (name !== undefined) return name;
  }
  return undefined;
};

/** The service: for containers with `--rootfs`, which are in no storage. */
export const podmanSocket: NameSource = async (question, tools) => {
  const {owner} = question;
  const daemons = await daemonsOf('podman', question, tools);
  return askRuntime(question, tools, [
    owner === undefined ? '/run/podman/podman.sock' : `/run/user/${owner}/podman/podman.sock`,
    ...daemons.flatMap(({commandLine}) => socketPaths(commandLine)),
  ]);
};

/** The options of the monitor, which have the name. */
export const podmanMonitor: NameSource = async (question) =>
  optionValues(monitorOf(question)?.commandLine, ['-n', '--name'])[0];

/** `containers.json` of the storage of Podman, Buildah and CRI-O: names by id. */
export function parsePodmanIndex(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const container of elements(parseJson(text))) {
    const id = textMember(container, 'id');
    const [name] = elements(member(container, 'names'));
    if (id !== undefined && typeof name === 'string') names.set(id, name);
  }
  return names;
}

/** The conmon of this container, whose command line says where everything is. */
export function monitorOf({parent, key}: NameQuestion): NameQuestion['parent'] {
  const isMonitor =
    parent?.command === 'conmon' &&
    isOfHost(parent) &&
    optionValues(parent.commandLine, ['-c', '--cid']).includes(key);
  return isMonitor ? parent : undefined;
}

/** `-b STORAGE/ID/userdata -p STATE/ID/userdata/pidfile`. */
function directoriesOf(question: NameQuestion): {storage: string; state: string} {
  const commandLine = monitorOf(question)?.commandLine;
  const [bundle] = optionValues(commandLine, ['-b', '--bundle']);
  const [pidFile] = optionValues(commandLine, ['-p', '--container-pidfile']);
  const above = (path: string, levels: number) =>
    posix.join(path, ...Array<string>(levels).fill('..'));
  return {
    storage: bundle === undefined ? usualStorage : above(bundle, 2),
    state: pidFile === undefined ? usualState : above(pidFile, 3),
  };
}
