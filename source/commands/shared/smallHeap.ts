import {setFlagsFromString} from 'node:v8';

/**
 * Keeps V8 from letting its nursery grow: the live screen's memory stays flat instead of growing
 * for hours, for a few milliseconds of CPU a second. Bun has no such flag,
 * and collects late by itself.
 */
export function keepHeapSmall(): void {
  if (collectsEvery(10_000)) return;
  setFlagsFromString('--max-semi-space-size=1');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Has V8 collect what it let go of before its heap has grown by more than a fifth: a replay
 * and a fleet make much garbage of samples, and keep few of them.
 */
export function collectEarly(): void {
  if (collectsEvery(2000)) return;
  setFlagsFromString('--heap-growing-percent=20');
}

/** Has Bun collect at these times, and tells whether it is Bun. It takes about 12 ms. */
function collectsEvery(milliseconds: number): boolean {
  const {Bun} = globalThis as {Bun?: {gc(wait: boolean): void}};
  if (Bun === undefined) return false;
  setInterval(() => Bun.gc(true), milliseconds).unref();
  return true;
}
