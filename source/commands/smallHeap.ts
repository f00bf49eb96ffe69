import {setFlagsFromString} from 'node:v8';

/**
 * Keeps V8 from letting its nursery grow: the live screen's memory stays flat instead of growing
 * for hours, for a few milliseconds of CPU a second.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--max-semi-space-size=1');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Has V8 collect what it let go of before its heap has grown by more than a fifth: a replay
 * and a fleet make much garbage of samples, and keep few of them.
 */
export function collectEarly(): void {
  setFlagsFromString('--heap-growing-percent=20');
}
