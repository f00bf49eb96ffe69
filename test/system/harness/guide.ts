import {expect} from 'vitest';
import {runKsmtop} from './ksmtop.js';
import {until} from './wait.js';

/** The lines that `ksmtop guide` prints, without their margin. */
export async function guideOf(...words: string[]): Promise<string[]> {
  const {code, stdout, stderr} = await runKsmtop(['guide', ...words]);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  return linesOf(stdout);
}

export const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim());

/** So many lines of a guide from below the one that is, or matches, this. */
export function linesBelow(lines: readonly string[], line: string | RegExp, count = 1): string[] {
  const at = lines.findIndex((text) =>
    typeof line === 'string' ? text === line : line.test(text),
  );
  expect(at, `${line} in the guide:\n${lines.join('\n')}`).not.toBe(-1);
  return lines.slice(at + 1, at + 1 + count);
}

/** The one line of a guide that begins so. */
export function lineOf(lines: readonly string[], start: string): string {
  const found = lines.filter((text) => text.startsWith(start));
  expect(found, lines.join('\n')).toHaveLength(1);
  return found[0] ?? '';
}

/** Preload states of a container's processes, as ksmtop counts them. */
export async function preloadOf(name: string): Promise<Record<string, number>> {
  const {stdout} = await runKsmtop(['print', '-n', '1', '--format', 'json', '--container', name]);
  return JSON.parse(stdout).containers?.[0]?.preload ?? {};
}

export const untilOffered = (name: string) =>
  until(
    `memory of ${name} to be offered`,
    async () => {
      const {mergeable = 0, merging = 0} = await preloadOf(name);
      return mergeable + merging > 0;
    },
    {timeoutMs: 15_000, intervalMs: 100},
  );
