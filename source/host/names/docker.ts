import {optionValues} from './commandOptions.js';
import {daemonsOf} from './daemons.js';
import {parseJson, textMember} from './jsonFields.js';
import {kubernetesNameOfDocker} from './kubernetesName.js';
import type {NameQuestion, NameSource, NameTools} from './nameSource.js';
import {askRuntime, socketPaths} from './sockets/runtimeSocket.js';

const usualDataRoots = ['/var/lib/docker', '/var/snap/docker/common/var-lib-docker'];

/** The daemon's own record of the container. */
export const dockerFiles: NameSource = async (question, tools) => {
  const {key, files, runtimeUser} = question;
  if (!/^[0-9a-f]{64}$/.test(key)) return undefined;
  const daemons = await daemonsOf('dockerd', question, tools);
  const named = daemons.flatMap(({commandLine}) =>
    optionValues(commandLine, ['--data-root', '--graph', '-g']),
  );
  const configured = await configuredDataRoots(question, tools);
  for (const dataRoot of new Set([...named, ...configured, ...usualDataRoots])) {
    const path = `${dataRoot}/containers/${key}/config.v2.json`;
    const text = await files.read(path, named.includes(dataRoot) ? runtimeUser : undefined);
    const name = parseDockerName(text);
    if (name !== undefined) return kubernetesNameOfDocker(name) ?? name;
  }
  return undefined;
};

/** The daemon itself: without permission to read its files, or where they are elsewhere. */
export const dockerSocket: NameSource = async (question, tools) => {
  const {owner} = question;
  const daemons = await daemonsOf('dockerd', question, tools);
  const sockets = [
    owner === undefined ? '/run/docker.sock' : `/run/user/${owner}/docker.sock`,
    ...daemons.flatMap(({commandLine}) => socketPaths(commandLine)),
  ];
  const name = await askRuntime(question, tools, sockets);
  return name && (kubernetesNameOfDocker(name) ?? name);
};

/** `config.v2.json` of a container. */
export function parseDockerName(text: string | undefined): string | undefined {
  return textMember(parseJson(text), 'Name')?.replace(/^\//, '');
}

/** `daemon.json`: where the daemon stores its data, if not in the default place. */
export function parseDockerDataRoot(text: string | undefined): string | undefined {
  const settings = parseJson(text);
  return textMember(settings, 'data-root') ?? textMember(settings, 'graph');
}

async function configuredDataRoots(
  {files, sinceMs}: NameQuestion,
  {share}: NameTools,
): Promise<readonly string[]> {
  const configured = await share(`data root of Docker in ${files.root}`, sinceMs, async () =>
    parseDockerDataRoot(await files.read('/etc/docker/daemon.json')),
  );
  return configured === undefined ? [] : [configured];
}
