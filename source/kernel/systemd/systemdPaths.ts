/** A unit that a process belongs to, and the manager that started it. */
export type OwnUnit = {name: string; userId?: number};

/**
 * The services that a cgroup lies in, the outermost first: each inherits what is set around it.
 * Those below a `user@1000.service` are of that user's own manager.
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
    // systemd puts this before names that a cgroup cannot have.
    const name = part.replace(/^_/, '');
    if (!name.endsWith('.service')) continue;
    units.push({name, ...(userId !== undefined && {userId})});
    const user = /^user@(\d{1,10})\.service$/.exec(name)?.[1];
    if (user !== undefined) userId = Number(user);
  }
  return units;
}

/** Where the system's manager looks for units, the first before all others; systemd.unit(5). */
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
  // The same place, where `/lib` is not a link to `/usr/lib`.
  '/lib/systemd/system',
  '/run/systemd/generator.late',
];

/** The same for the manager of a user; without a home, the user's own files are left out. */
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

export function unitDirectories({userId}: OwnUnit, home: string | undefined): readonly string[] {
  return userId === undefined ? systemDirectories : userDirectories(userId, home);
}

/** Names under which a unit's file may be: its own, or else that of its template. */
export function fragmentNames(name: string): string[] {
  const template = templateOf(name);
  return template === undefined ? [name] : [name, template];
}

/**
 * Directories of drop-ins within one of units, the most specific first: of the unit, of its
 * template, and the same for every beginning of its name that ends in a dash.
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

/** Of all services; it comes after the more specific ones of every directory. */
export const dropInsOfAll = 'service.d';

/** `foo@.service` of `foo@bar.service`; absent: it has none. */
function templateOf(name: string): string | undefined {
  const prefix = /^([^@]+)@.+\.service$/.exec(name)?.[1];
  return prefix === undefined ? undefined : `${prefix}@.service`;
}

/** `a-b-.service` of `a-b-c.service`, and `a-.service` of that; absent: it has none. */
function dashedBeginning(name: string): string | undefined {
  const [, prefix = '', rest = ''] = /^([^@]*?)(@.*)?(?:\.service)$/.exec(name) ?? [];
  const dash = prefix.replace(/-$/, '').lastIndexOf('-');
  return dash > 0 ? `${prefix.slice(0, dash + 1)}${rest}.service` : undefined;
}
