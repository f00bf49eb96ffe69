import {kill} from 'node:process';
import {program} from '../../../support/program.js';
import type {NativeName} from '../native/compile.js';
import {start} from '../running.js';
import type {Spread} from './spread.js';

/** The path of a compiled program, which is another one in a machine without a compiler. */
export type FindNative = (name: NativeName) => Promise<string>;

/**
 * How late the kernel wakes a program of usual priority that sleeps a millisecond at a time, while
 * something else goes on.
 */
export async function latenessDuring(
  native: FindNative,
  work: () => Promise<unknown>,
): Promise<Spread> {
  await using control = await start(program(await native('lateness')));
  await control.waitForOutput(/^ready$/m);
  await work();
  kill(control.pid, 'SIGTERM');
  const output = await control.waitForOutput(/^lateness .*\n/m);
  const [count = 0, median = 0, ninetyNine = 0, longest = 0] = (
    /^lateness (.*)$/m.exec(output)?.[1] ?? ''
  )
    .split(' ')
    .map(Number);
  return {count, median, ninetyNine, longest};
}
