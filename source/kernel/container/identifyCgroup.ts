import {type CgroupLine, parseCgroup} from './cgroup.js';
import {namePart, ownerOfPlace, shownName} from './containerOwner.js';
import {containerPatterns} from './containerPatterns.js';
import {findUnit} from './findUnit.js';
import {type ContainerIdentity, type ContainerKind, hostIdentity} from './identity.js';

type Found = {
  identity: ContainerIdentity;
  /** The highest rank wins. */
  rank: number;
  /** Path of the container's own cgroup. */
  path?: string;
};

const rankOf = {nothing: 0, session: 1, service: 2, monitor: 3, container: 4};

/**
 * The container, service or session that the text of `/proc/PID/cgroup` names.
 *
 * Reads every line, because on hybrid hosts only some hierarchies contain the container. The deepest
 * nesting wins; among equals v2, then systemd's hierarchy, then the others.
 */
export function identifyCgroup(text: string): ContainerIdentity {
  const lines = parseCgroup(text).sort((a, b) => preference(a) - preference(b));
  const finds = lines.map((line) => ({line, found: identifyPath(line)}));
  let best: Found = {identity: hostIdentity, rank: rankOf.nothing};
  for (const {found} of finds) {
    if (found.rank > best.rank) {
      best = found;
    }
  }

  const {identity} = best;
  const same = finds.filter(({found}) => found.identity.id === identity.id);
  const memory = same.find(({line}) => line.controllers.includes('memory'))?.found.path;
  const unified = same.find(({line}) => line.controllers.length === 0)?.found.path;
  if (memory !== undefined) {
    return {...identity, cgroup: {hierarchy: 'memory', path: memory}};
  }

  return unified === undefined
    ? identity
    : {...identity, cgroup: {hierarchy: 'unified', path: unified}};
}

function preference({controllers}: CgroupLine): number {
  if (controllers.length === 0) {
    return 0;
  }

  return controllers.includes('name=systemd') ? 1 : 2;
}

/** Walks a path from the left; each container found is inside the previous one. */
function identifyPath(line: CgroupLine): Found {
  const above = /^(?:\/\.\.(?=\/|$))+/.exec(line.path)?.[0].length ?? 0;
  let found: Found | undefined;
  let isMonitor = false;
  let top = above;
  for (let at = above; at >= 0 && at < line.path.length; ) {
    const match = matchAt(line, at, at === top);
    if (match?.monitor) {
      isMonitor = true;
      break;
    }

    if (match === undefined) {
      at = line.path.indexOf('/', at + 1);
    } else {
      found = {
        identity: identityOf(match.kind, match.groups, {
          outer: found?.identity,
          owner: found ? undefined : ownerOfPlace(line.path.slice(0, at + 1)),
        }),
        rank: (found?.rank ?? rankOf.container) + 1,
        path: line.path.slice(0, match.end),
      };
      at = match.end;
      top = at;
    }
  }

  if (found !== undefined) {
    return found;
  }

  return isMonitor ? {identity: hostIdentity, rank: rankOf.monitor} : identifyUnit(line.path);
}

function matchAt({path, controllers}: CgroupLine, at: number, isTop: boolean) {
  for (const pattern of containerPatterns) {
    if (pattern.controller !== undefined && !controllers.includes(pattern.controller)) {
      continue;
    }

    if (pattern.top && !isTop) {
      continue;
    }

    pattern.path.lastIndex = at;
    const match = pattern.path.exec(path);
    if (match !== null) {
      const {kind, monitor} = pattern;
      return {kind, monitor, groups: match.groups ?? {}, end: at + match[0].length};
    }
  }

  return undefined;
}

function identityOf(
  kind: ContainerKind,
  groups: Readonly<Record<string, string | undefined>>,
  {outer, owner}: {outer: ContainerIdentity | undefined; owner: string | undefined},
): ContainerIdentity {
  const name = namePart(decodeUnit(groups['name'] ?? ''));
  const instance = groups['instance'] === undefined ? '' : `-${groups['instance']}`;
  const own = shortened(kind, name);
  // Programs in a container can create cgroups of any name below its own, even with the id of
  // another container: the outer container stays part of the id.
  const around = outer?.id.replace(/^[^:]*:/, '') ?? owner;
  const aroundName = outer?.name ?? owner;
  return {
    kind,
    id: `${kind}:${around === undefined ? '' : `${around}/`}${name}${instance}`,
    name: aroundName === undefined ? shownName(kind, own) : `${aroundName}/${own}`,
  };
}

/** An id shortened as its runtime shows it. */
function shortened(kind: ContainerKind, name: string): string {
  if (kind === 'nomad') return name.replace(/(?<=^[0-9a-f]{8})-[0-9a-f-]+/, '');
  return kind === 'kubernetes' || /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name;
}

function identifyUnit(path: string): Found {
  const unit = findUnit(path);
  if (unit === undefined) {
    return {identity: hostIdentity, rank: rankOf.nothing};
  }

  const {kind, id, name} = unit;
  const found: Found = {identity: {kind, id, name}, rank: rankOf[kind]};
  return unit.path === undefined ? found : {...found, path: unit.path};
}

/**
 * Decodes bytes that systemd escapes in a unit name, as `\x2d` for `-`. An escaped `/` or backslash
 * stays escaped, so that two names never become one.
 */
function decodeUnit(text: string): string {
  return text.replaceAll(/(?:\\x(?!2f|5c)[0-9a-f]{2})+/g, (escaped) =>
    Buffer.from(escaped.replaceAll('\\x', ''), 'hex').toString('utf8'),
  );
}
