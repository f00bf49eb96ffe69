import {expect} from 'vitest';
import {commandWords, type Program, program} from '../../support/program.js';
import {cleanEnv} from '../../support/pty.js';
import {run} from '../../support/run.js';
import {ksmtopProgram} from './ksmtop.js';

/** What one check of doctor has found. */
export type Found = {state: string; text: string; cure?: string};

const quickPauses = `
import {syncBuiltinESMExports} from 'node:module';
import timers from 'node:timers/promises';
const pause = timers.setTimeout;
timers.setTimeout = (milliseconds, ...rest) => pause(Math.min(milliseconds, 3000), ...rest);
syncBuiltinESMExports();`;

/**
 * Doctor watches a running ksmd for ten seconds; where ksmd works steadily, it finds the same in
 * three.
 */
export const quickly = (of: Program): Program => {
  const hook = `--import=data:text/javascript,${encodeURIComponent(quickPauses)}`;
  return program('env', `NODE_OPTIONS=${hook}`, ...commandWords(of));
};

/** What the doctor finds on this machine: by check, and as many as there are of some. */
export const examine = async (view: (of: Program) => Program = (of) => of) => {
  const result = await run(view(ksmtopProgram('doctor', '--format', 'json')), {env: cleanEnv});
  expect(result.stderr).toBe('');
  const {checks, warnings} = JSON.parse(result.stdout);
  expect(result.code).toBe(warnings > 0 ? 1 : 0);
  const found: Record<string, Found> = {};
  for (const {check, ...outcome} of checks) found[check] = outcome;
  return {code: result.code, found, checks: checks as Array<Found & {check: string}>};
};
