/** A mount of a cgroup hierarchy. */
export type CgroupMount = {
  /** Path of the mounted cgroup, spelled as in `/proc/PID/cgroup`; mostly `/`. */
  root: string;
  /** Directory where it is mounted. */
  mountPoint: string;
};

/** Where the hierarchies that account memory are mounted; absent: not mounted. */
export type CgroupMounts = {
  /** cgroup v2. */
  unified?: CgroupMount;
  /** cgroup v1, the memory controller. */
  memory?: CgroupMount;
};

/** A mount of a cgroup hierarchy with what it is mounted for; v2 has no controllers here. */
export type CgroupHierarchy = CgroupMount & {isUnified: boolean; controllers: readonly string[]};

/** The cgroup mounts of `/proc/PID/mountinfo`; of several, the one nearest to the hierarchy's root. */
export function parseCgroupMounts(text: string): CgroupMounts {
  const hierarchies = parseCgroupHierarchies(text);
  const unified = nearestMount(hierarchies, ({isUnified}) => isUnified);
  const memory = nearestMount(hierarchies, ({controllers}) => controllers.includes('memory'));
  return {...(unified && {unified}), ...(memory && {memory})};
}

/** All cgroup mounts of `/proc/PID/mountinfo`. */
export function parseCgroupHierarchies(text: string): CgroupHierarchy[] {
  return text.split('\n').flatMap((line) => {
    const [mount = '', filesystem = ''] = line.split(' - ');
    const [type, , superOptions = ''] = filesystem.split(' ');
    const [, , , root, mountPoint] = mount.split(' ');
    const isUnified = type === 'cgroup2';
    if (root === undefined || mountPoint === undefined || !(isUnified || type === 'cgroup')) {
      return [];
    }
    return [
      {
        isUnified,
        controllers: isUnified ? [] : superOptions.split(','),
        root: decodeOctal(root),
        mountPoint: decodeOctal(mountPoint),
      },
    ];
  });
}

/** Of the mounts that fit, the one nearest to the root of its hierarchy. */
export function nearestMount(
  hierarchies: readonly CgroupHierarchy[],
  fits: (hierarchy: CgroupHierarchy) => boolean,
): CgroupMount | undefined {
  const [nearest] = hierarchies
    .filter(fits)
    .sort((a, b) => rootDistance(a.root) - rootDistance(b.root));
  return nearest && {root: nearest.root, mountPoint: nearest.mountPoint};
}

/** All mount points in `/proc/PID/mountinfo`. */
export function parseMountPoints(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, , , , mountPoint] = line.split(' ', 5);
    return mountPoint === undefined ? [] : [decodeOctal(mountPoint)];
  });
}

/**
 * Directory of a cgroup, given as in `/proc/PID/cgroup`, below a mount of its hierarchy;
 * absent when that mount does not show it.
 */
export function cgroupDirectory(mount: CgroupMount, path: string): string | undefined {
  const root = mount.root === '/' ? '' : mount.root;
  if (path !== root && !path.startsWith(`${root}/`)) {
    return undefined;
  }

  const below = path.slice(root.length);
  return below.startsWith('/..') ? undefined : mount.mountPoint + below;
}

/** `/..` (above the reader's own cgroup) is nearer to the root than `/`. */
function rootDistance(root: string): number {
  const parts = root.split('/').filter((part) => part !== '');
  const upwards = parts.filter((part) => part === '..').length;
  return parts.length - 2 * upwards;
}

/** Space, tab, newline and backslash are written as three octal digits. */
function decodeOctal(text: string): string {
  if (!text.includes('\\')) {
    return text;
  }

  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
