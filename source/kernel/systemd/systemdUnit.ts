/** An assignment in a unit file. */
export type UnitAssignment = {section: string; key: string; value: string};

/**
 * Parses a unit or drop-in, systemd.syntax(7). A line that ends in a backslash continues on the next
 * line that is not a comment; what is not an assignment is skipped.
 */
export function parseUnit(text: string): UnitAssignment[] {
  const assignments: UnitAssignment[] = [];
  let section = '';
  for (const line of joinedLines(text.replace(/^\ufeff/, ''))) {
    const heading = /^\[([^\]]*)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      section = heading;
      continue;
    }
    const at = line.indexOf('=');
    if (line.startsWith('[') || at < 0) continue;
    assignments.push({section, key: line.slice(0, at).trim(), value: line.slice(at + 1).trim()});
  }
  return assignments;
}

function joinedLines(text: string): string[] {
  const lines: string[] = [];
  let begun = '';
  for (const raw of text.split(/\r?\n|\r/)) {
    const line = raw.replace(/^[ \t]+/, '');
    if (/^[#;]/.test(line)) continue;
    const whole = begun + line;
    const backslashes = /\\+$/.exec(whole)?.[0].length ?? 0;
    if (backslashes % 2 === 1) {
      begun = `${whole.slice(0, -1)} `;
      continue;
    }
    begun = '';
    lines.push(whole.trim());
  }
  if (begun !== '') lines.push(begun.trim());
  return lines.filter((line) => line !== '');
}

/** The value of `MemoryKSM=` after these assignments; an empty value resets it. */
export function withMemoryKsm(
  before: boolean | undefined,
  assignments: readonly UnitAssignment[],
): boolean | undefined {
  let value = before;
  for (const assignment of assignments) {
    if (assignment.section !== 'Service' || assignment.key !== 'MemoryKSM') continue;
    if (assignment.value === '') value = undefined;
    // systemd ignores an invalid value.
    else value = parseBoolean(assignment.value) ?? value;
  }
  return value;
}

/** Aliases that a unit gets when it is enabled. */
export function aliasesOf(assignments: readonly UnitAssignment[]): string[] {
  return assignments
    .filter(({section, key}) => section === 'Install' && key === 'Alias')
    .flatMap(({value}) => value.split(/\s+/))
    .filter((name) => /^[^/]+\.service$/.test(name));
}

function parseBoolean(text: string): boolean | undefined {
  if (/^(?:1|yes|y|true|t|on)$/i.test(text)) return true;
  return /^(?:0|no|n|false|f|off)$/i.test(text) ? false : undefined;
}
