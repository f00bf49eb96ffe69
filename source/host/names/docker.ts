import {optionValues} from './commandOptions.js';
import {daemonsOf} from './daemons.js';
import {parseJson, textMember} from './json.js';
import {kubernetesNameOfDocker} from './kubernetesName.js';
import type {NameQuestion, NameSource, NameTools} from './nameSource.js';
import {askRuntime, socketPaths} from './runtimeSocket.js';

const usualDataRoots = ['/var/lib/docker', '/var/snap/docker/common/var-lib-docker'];

/** The daemon's own record of the container. */
export const dockerFiles: NameSource = async (question, tools) => {
  const {key, files, owner} = question;
  if (!/^[0-9a-f]{64}$/.test(key) || owner !== undefined) return undefined;
  for (const dataRoot of await dataRoots(question, tools)) {
    const text = await files.read(`${dataRoot}/containers/${key}/config.v2.json`);
    const name = parseDockerName(text);
    if (name !== undefined) return kubernetesNameOfDocker(name) ?? name;
  }
  return undefined;
};

/** The daemon itself: for who may not read its files, or when they are in another place. */
export const dockerSocket: NameSource = async (question, tools) => {
  const {owner} = question;
  const daemons = daemonsOf(tools.processes(), 'dockerd').filter(
    ({userId}) => owner === undefined || userId === owner,
  );
  const sockets = [
    ...(owner === undefined ? ['/run/docker.sock'] : []),
    ...daemons.flatMap(({commandLine}) => socketPaths(commandLine)),
    ...daemons.flatMap(({userId}) => (userId ? `/run/user/${userId}/docker.sock` : [])),
  ];
  const name = await askRuntime(question, tools, sockets);
  return name && (kubernetesNameOfDocker(name) ?? name);
};

/** `config.v2.json` of a container. */
export function parseDockerName(text: string | undefined): string | undefined {
  return textMember(parseJson(text), 'Name')?.replace(/^\//, '');
}

/** `daemon.json`: where the daemon keeps its data, unless it is the usual place. */
export function parseDockerDataRoot(text: string | undefined): string | undefined {
  const settings = parseJson(text);
  return textMember(settings, 'data-root') ?? textMember(settings, 'graph');
}

async function dataRoots(
  {files, sinceMs}: NameQuestion,
  {share, processes}: NameTools,
): Promise<readonly string[]> {
  const options = ['--data-root', '--graph', '-g'];
  const named = daemonsOf(processes(), 'dockerd')
    // Anybody can start a program of that name and let it point anywhere.
    .filter(({userId}) => userId === 0)
    .flatMap(({commandLine}) => optionValues(commandLine, options));
  const configured = await share(`data root of Docker in ${files.root}`, sinceMs, async () =>
    parseDockerDataRoot(await files.read('/etc/docker/daemon.json')),
  );
  return [...new Set([...named, ...(configured ? [configured] : []), ...usualDataRoots])];
}
