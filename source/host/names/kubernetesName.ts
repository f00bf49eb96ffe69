/** The unique name of a container in a cluster, as `kubectl` would write it. */
export function kubernetesName(
  namespace: string | undefined,
  pod: string | undefined,
  container?: string,
): string | undefined {
  if (!namespace || !pod) return undefined;
  return [namespace, pod, container].filter(Boolean).join('/');
}

/**
 * Names that the kubelet gives to containers of Docker and CRI-O:
 * `k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT`. The parts themselves cannot contain an underscore.
 */
export function kubernetesNameOfDocker(name: string): string | undefined {
  const [mark, container, pod, namespace, uid] = name.split('_');
  if (mark !== 'k8s' || uid === undefined) return undefined;
  return kubernetesName(namespace, pod, container === 'POD' ? 'pause' : container);
}

/** Log files in `/var/log/containers`: `POD_NAMESPACE_CONTAINER-ID.log`. */
export function kubernetesNameOfLog(file: string): {id: string; name: string} | undefined {
  const [, pod, namespace, container, id = ''] =
    /^([^_]+)_([^_]+)_(.+)-([0-9a-f]{64})\.log$/.exec(file) ?? [];
  const name = kubernetesName(namespace, pod, container);
  return name === undefined ? undefined : {id, name};
}

/** Directories in `/var/log/pods`: `NAMESPACE_POD_UID`. */
export function kubernetesNameOfPod(directory: string): {uid: string; name: string} | undefined {
  const [namespace, pod, uid] = directory.split('_');
  const name = kubernetesName(namespace, pod);
  return name === undefined || !uid ? undefined : {uid, name};
}
