import {mkdirSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import * as esbuild from 'esbuild';
import type {TestProject} from 'vitest/node';

const directory = join(tmpdir(), `ksmtop-test-child-${process.pid}`);

/** What tests of the sources start as a child. */
export const childProgram = join(directory, 'childProgram.mjs');

/**
 * Bundles it before the first test, and again when the sources change: hundreds are started, each of
 * which would compile dozens of files.
 */
export async function setup(project: TestProject): Promise<void> {
  mkdirSync(directory, {mode: 0o700});
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(directory, 'node_modules'));
  await bundle();
  project.onTestsRerun(bundle);
}

export function teardown(): void {
  rmSync(directory, {recursive: true});
}

async function bundle(): Promise<void> {
  await esbuild.build({
    entryPoints: [join(import.meta.dirname, 'childProgram.mjs')],
    outdir: directory,
    outExtension: {'.js': '.mjs'},
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['koffi', 'bun:ffi'],
    loader: {'.sh': 'text'},
    logLevel: 'warning',
  });
}
