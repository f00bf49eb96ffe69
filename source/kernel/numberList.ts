/** More numbers than there are of anything that the kernel lists so. */
const mostNumbers = 65_536;

/** The kernel's way to list numbers: `0-3,8`; absent for anything else. */
export function parseNumberList(text: string): number[] | undefined {
  const numbers: number[] = [];
  const trimmed = text.trim();
  if (trimmed === '') return numbers;
  for (const part of trimmed.split(',')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part);
    if (!match) return undefined;
    const last = Number(match[2] ?? match[1]);
    for (let number = Number(match[1]); number <= last; number++) {
      if (numbers.length === mostNumbers) return undefined;
      numbers.push(number);
    }
  }
  return numbers;
}
