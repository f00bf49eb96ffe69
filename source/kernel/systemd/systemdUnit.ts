/** An assignment of a unit file, as systemd reads it. */
export type UnitAssignment = {section: string; key: string; value: string};

/**
 * Assignments in the text of a unit or drop-in. A line that ends in a backslash goes on in the next
 * that is no comment; what is no assignment is passed over.
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

/** What `MemoryKSM=` ends up with after more of a unit; an empty value takes it back. */
export function withMemoryKsm(
  before: boolean | undefined,
  assignments: readonly UnitAssignment[],
): boolean | undefined {
  let value = before;
  for (const assignment of assignments) {
    if (assignment.section !== 'Service' || assignment.key !== 'MemoryKSM') continue;
    if (assignment.value === '') value = undefined;
    // systemd passes over what is neither, and keeps what it had.
    else value = parseBoolean(assignment.value) ?? value;
  }
  return value;
}

/** Other names that a unit asks for when it is enabled. */
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
