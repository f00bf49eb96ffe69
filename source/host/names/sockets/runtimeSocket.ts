import {elements, member, textMember} from '../jsonFields.js';
import type {NameQuestion, NameTools} from '../nameSource.js';

/** Each may take until its time-out, and a command line can name hundreds. */
const mostSockets = 4;

/** Looks a container up in the lists of running containers from these sockets. */
export async function askRuntime(
  {key, sinceMs, files, runtimeUser}: NameQuestion,
  {share, askSocket}: NameTools,
  paths: readonly string[],
): Promise<string | undefined> {
  if (!askSocket) return undefined;
  for (const path of [...new Set(paths)].slice(0, mostSockets)) {
    const names = await share(
      `list of ${files.root}${path} of ${runtimeUser}`,
      sinceMs,
      async () => {
        const answer = await askSocket(files.root, path, '/containers/json', runtimeUser);
        return answer === undefined ? undefined : parseRuntimeList(answer);
      },
    );
    const name = names?.get(key);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The answer of Docker and Podman to `GET /containers/json`: names by id. */
export function parseRuntimeList(answer: unknown): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const container of elements(answer)) {
    const id = textMember(container, 'Id');
    // `/web1`; `/shop/db` is a link, by another container's name for it.
    const name = elements(member(container, 'Names')).find(
      (entry): entry is string => typeof entry === 'string' && /^\/?[^/]+$/.test(entry),
    );
    if (id !== undefined && name !== undefined) names.set(id, name.replace(/^\//, ''));
  }
  return names;
}

/** The sockets in the options of a daemon: `--host unix:///run/docker.sock`. */
export function socketPaths(commandLine: string | undefined): string[] {
  return [...(commandLine ?? '').matchAll(/unix:\/\/(\/[^\s,]+)/g)].map(([, path = '']) => path);
}
