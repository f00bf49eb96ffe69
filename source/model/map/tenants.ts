import {guestKinds} from '../../kernel/container/guest.js';
import type {ContainerIdentity} from '../../kernel/container/identity.js';
import {ownerPartOf} from '../../kernel/container/identity.js';
import type {ProcessSample} from '../sample/sample.js';

/** Who may not learn of another's pages. */
export type Tenant = {
  name: string;
  /** Containers of the same name with different id maps belong to different tenants. */
  byIdMap?: true;
};

export type TenantRules = {
  /** Matched against names of containers: its first group, or all of the match, is the tenant. */
  pattern?: RegExp | undefined;
  userNames?: Readonly<Record<number, string>> | undefined;
};

/** The pattern by which a site names its tenants; absent: the text is empty or absent. */
export function tenantPattern(text: string | undefined): RegExp | undefined {
  return text ? new RegExp(text, 'u') : undefined;
}

/** Whether `tenantPattern` takes it. */
export function isTenantPattern(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    tenantPattern(value);
    return true;
  } catch {
    return false;
  }
}

/** Containers that are machines of their own. */
const machineKinds: ReadonlySet<string> = new Set(['openvz', 'lxc', 'nspawn', ...guestKinds]);
/** Containers whose processes have users of the host. */
const hostKinds: ReadonlySet<string> = new Set(['host', 'service', 'session']);
/** SYS_UID_MAX of login.defs is below this. */
const firstPersonId = 1000;
/** Whether no person has this user id: system users, `nobody`, and the ids of DynamicUser. */
const isSystemUser = (id: number) => id < firstPersonId || (id >= 61_184 && id <= 65_534);

const system: Tenant = {name: 'system'};

/**
 * The tenant of a process: as the site names it by a pattern, else its pod, its machine, the user
 * who owns its container, or itself its user. What is left is the system's; containers of the
 * system differ by their id maps.
 * @param name Of its container, as people call it.
 */
export function tenantOf(
  {container, userId}: Pick<ProcessSample, 'container' | 'userId'>,
  name: string,
  {pattern, userNames}: TenantRules,
): Tenant {
  const match = pattern?.exec(name);
  const named = match?.[1] ?? match?.[0];
  if (named) return {name: named};
  const pod = podOf(container);
  if (pod !== undefined) return {name: `pod ${pod}`};
  if (machineKinds.has(container.kind)) return {name: container.id};
  const owner = ownerPartOf(container.id);
  if (owner?.startsWith('user@')) return {name: userTenant(Number(owner.slice(5)), userNames)};
  if (!hostKinds.has(container.kind)) return {...system, byIdMap: true};
  if (userId === undefined || isSystemUser(userId)) return system;
  return {name: userTenant(userId, userNames)};
}

function userTenant(id: number, userNames: TenantRules['userNames']): string {
  return `user ${userNames?.[id] ?? id}`;
}

/** The uid of the Kubernetes pod that a cgroup belongs to. */
function podOf({kind, cgroup}: ContainerIdentity): string | undefined {
  if (kind !== 'kubernetes') return undefined;
  return /pod([0-9a-f]{8}[0-9a-f_-]*)/.exec(cgroup?.path ?? '')?.[1]?.replaceAll('_', '-');
}
