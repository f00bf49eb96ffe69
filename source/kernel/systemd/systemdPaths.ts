/** A unit that a process belongs to, and the manager that started it. */
export type OwnUnit = {name: string; userId?: number};

/**
 * The services that contain a process, outermost first, from the text of `/proc/PID/cgroup`: each
 * inherits the settings of those around it. Below `user@1000.service` they belong to that user's
 * manager.
 */
export function ownUnits(cgroupText: string): OwnUnit[] {
  const lines = cgroupText.split('\n');
  const own =
    lines.find((line) => /^\d+:name=systemd:.*\.service(?:\/|$)/.test(line)) ??
    lines.find((line) => /^0::.*\.service(?:\/|$)/.test(line)) ??
    lines.find((line) => /\.service(?:\/|$)/.test(line)) ??
    '';
  const path = own.replace(/^\d+:[^:]*:/, '');
  const units: OwnUnit[] = [];
  let userId: number | undefined;
  for (const part of path.split('/')) {
    // systemd prefixes `_` to names that would clash with cgroup files.
    const name = part.replace(/^_/, '');
    if (!name.endsWith('.service')) continue;
    units.push({name, ...(userId !== undefined && {userId})});
    const user = /^user@(\d{1,10})\.service$/.exec(name)?.[1];
    if (user !== undefined) userId = Number(user);
  }
  return units;
}

/** Where the system manager looks for units, in order of precedence; systemd.unit(5). */
const systemDirectories: readonly string[] = [
  '/etc/systemd/system.control',
  '/run/systemd/system.control',
  '/run/systemd/transient',
  '/run/systemd/generator.early',
  '/etc/systemd/system',
  '/etc/systemd/system.attached',
  '/run/systemd/system',
  '/run/systemd/system.attached',
  '/run/systemd/generator',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  // For hosts where `/lib` is not a link to `/usr/lib`.
  '/lib/systemd/system',
  '/run/systemd/generator.late',
];

/** The same for a user's manager; without a home directory, the user's own files are left out. */
function userDirectories(userId: number, home: string | undefined): string[] {
  const run = `/run/user/${userId}/systemd`;
  const of = (path: string) => (home?.startsWith('/') ? [`${home}/${path}`] : []);
  return [
    ...of('.config/systemd/user.control'),
    `${run}/user.control`,
    `${run}/transient`,
    `${run}/generator.early`,
    ...of('.config/systemd/user'),
    '/etc/xdg/systemd/user',
    '/etc/systemd/user',
    `${run}/user`,
    '/run/systemd/user',
    `${run}/generator`,
    ...of('.local/share/systemd/user'),
    '/usr/local/share/systemd/user',
    '/usr/share/systemd/user',
    '/usr/local/lib/systemd/user',
    '/usr/lib/systemd/user',
    '/lib/systemd/user',
    `${run}/generator.late`,
  ];
}

/** Directories of a unit's manager, in order of precedence. */
export function unitDirectories({userId}: OwnUnit, home: string | undefined): readonly string[] {
  return userId === undefined ? systemDirectories : userDirectories(userId, home);
}

/** Possible file names of a unit: its own, then that of its template. */
export function fragmentNames(name: string): string[] {
  const template = templateOf(name);
  return template === undefined ? [name] : [name, template];
}

/**
 * Drop-in directories of a unit, the most specific first: of the unit, of its template, and of each
 * prefix of its name that ends in a dash; systemd.unit(5).
 */
export function dropInDirectories(name: string): string[] {
  const names = new Set<string>();
  const add = (each: string | undefined) => {
    if (each === undefined || names.has(each)) return;
    names.add(each);
    add(templateOf(each));
    add(dashedBeginning(each));
  };
  add(name);
  return [...names].map((each) => `${each}.d`);
}

/** Drop-in directory of all services, after the more specific ones. */
export const dropInsOfAll = 'service.d';

/** `foo@.service` for `foo@bar.service`; absent: the unit has no template. */
function templateOf(name: string): string | undefined {
  const prefix = /^([^@]+)@.+\.service$/.exec(name)?.[1];
  return prefix === undefined ? undefined : `${prefix}@.service`;
}

/** `a-b-.service` for `a-b-c.service`, and `a-.service` for that; absent: no dash is left. */
function dashedBeginning(name: string): string | undefined {
  const [, prefix = '', rest = ''] = /^([^@]*?)(@.*)?(?:\.service)$/.exec(name) ?? [];
  const dash = prefix.replace(/-$/, '').lastIndexOf('-');
  return dash > 0 ? `${prefix.slice(0, dash + 1)}${rest}.service` : undefined;
}
