/** One line of `/proc/PID/cgroup`. */
export type CgroupLine = {
  /** Controllers of a v1 hierarchy, `name=systemd` among them; empty for v2. */
  controllers: readonly string[];
  /** Path from the root of the hierarchy as the reader sees it; may begin with `/..`. */
  path: string;
};

/** Parses `/proc/PID/cgroup`: lines `number:controllers:path`; a path may contain colons. */
export function parseCgroup(text: string): CgroupLine[] {
  const lines: CgroupLine[] = [];
  for (const match of text.matchAll(/^\d+:([^:\n]*):(\/.*)$/gm)) {
    const [, controllers = '', path = ''] = match;
    lines.push({
      controllers: controllers === '' ? [] : controllers.split(','),
      path: path.replace(/ \(deleted\)$/, ''),
    });
  }

  return lines;
}
