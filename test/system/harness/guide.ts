import {expect} from 'vitest';
import type {RunResult} from '../../support/run.js';
import {until} from '../../support/until.js';
import {runKsmtop} from './ksmtop.js';

/** ksmtop where the guide is followed: on this machine, or inside another. */
export type KsmtopThere = (
  words: readonly string[],
) => Promise<Pick<RunResult, 'code' | 'stdout' | 'stderr'>>;

/** The lines that `ksmtop guide` prints, without their margin. */
export async function guideOf(
  name?: string,
  options: readonly string[] = [],
  there: KsmtopThere = runKsmtop,
): Promise<string[]> {
  const words = ['guide', ...(name === undefined ? [] : [name]), ...options];
  const {code, stdout, stderr} = await there(words);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  return stdout.split('\n').map((line) => line.trim());
}

/** `count` lines of a guide below the one that is, or matches, this. */
export function linesBelow(lines: readonly string[], line: string | RegExp, count = 1): string[] {
  const at = lines.findIndex((text) =>
    typeof line === 'string' ? text === line : line.test(text),
  );
  expect(at, `${line} in the guide:\n${lines.join('\n')}`).not.toBe(-1);
  return lines.slice(at + 1, at + 1 + count);
}

/** The only line of a guide that starts with this. */
export function lineOf(lines: readonly string[], start: string): string {
  const found = lines.filter((text) => text.startsWith(start));
  expect(found, `${start} in the guide:\n${lines.join('\n')}`).toHaveLength(1);
  return found[0] ?? '';
}

/** Preload states of a container's processes, as ksmtop counts them. */
export async function preloadOf(
  name: string,
  there: KsmtopThere = runKsmtop,
): Promise<Record<string, number>> {
  const {stdout} = await there(['print', '-n', '1', '--format', 'json', '--container', name]);
  return JSON.parse(stdout).containers?.[0]?.preload ?? {};
}

export const untilPreload = (
  name: string,
  states: readonly string[],
  there: KsmtopThere = runKsmtop,
) =>
  until(
    `a process of ${name} to be ${states.join(' or ')}`,
    async () => {
      const counts = await preloadOf(name, there);
      return states.some((state) => (counts[state] ?? 0) > 0);
    },
    {timeoutMs: 15_000, intervalMs: 100},
  );

export const untilOffered = (name: string, there?: KsmtopThere) =>
  untilPreload(name, ['mergeable', 'merging'], there);
