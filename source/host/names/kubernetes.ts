import {kubernetesNameOfLog, kubernetesNameOfPod} from './kubernetesName.js';
import type {NameSource} from './nameSource.js';

/** The log files of all containers are named after them. */
export const containerLogs: NameSource = async ({key, files, sinceMs}, {share}) => {
  const names = await share(`container logs of ${files.root}`, sinceMs, async () =>
    mapOf((await files.list('/var/log/containers')).map(kubernetesNameOfLog), ({id}) => id),
  );
  return names?.get(key);
};

/** For a process of a pod that is in none of its containers: only the pod's uid is known. */
export const podLogs: NameSource = async ({key, files, sinceMs}, {share}) => {
  const names = await share(`pod logs of ${files.root}`, sinceMs, async () =>
    mapOf((await files.list('/var/log/pods')).map(kubernetesNameOfPod), ({uid}) => uid),
  );
  // Names of systemd slices have underscores instead of dashes.
  return names?.get(key) ?? names?.get(key.replaceAll('_', '-'));
};

function mapOf<Entry extends {name: string}>(
  entries: ReadonlyArray<Entry | undefined>,
  keyOf: (entry: Entry) => string,
): ReadonlyMap<string, string> {
  return new Map(entries.flatMap((entry) => (entry ? [[keyOf(entry), entry.name]] : [])));
}
