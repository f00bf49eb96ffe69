import {setFlagsFromString} from 'node:v8';

/**
 * Keeps V8's young generation at its initial size: resident memory stays flat instead of growing for
 * hours, for a few milliseconds of CPU a second. Bun has no such flag, and collects rarely.
 */
export function keepHeapSmall(): void {
  if (collectsEvery(10_000)) return;
  setFlagsFromString('--max-semi-space-size=1');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Makes V8 collect once its heap has grown by a fifth: a replay and a fleet create many samples and
 * keep few of them.
 */
export function collectEarly(): void {
  if (collectsEvery(2000)) return;
  setFlagsFromString('--heap-growing-percent=20');
}

/** Makes Bun collect at this interval, for 12 ms each time. Returns whether this is Bun. */
function collectsEvery(milliseconds: number): boolean {
  const {Bun} = globalThis as {Bun?: {gc(wait: boolean): void}};
  if (Bun === undefined) return false;
  setInterval(() => Bun.gc(true), milliseconds).unref();
  return true;
}
