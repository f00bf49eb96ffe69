import {expect} from 'vitest';
import type {Program} from '../../support/program.js';
import {cleanEnv} from '../../support/pty.js';
import {run} from '../../support/run.js';
import {ksmtopProgram} from './ksmtop.js';

/** What one check of doctor has found. */
export type Found = {state: string; text: string; cure?: string};

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
