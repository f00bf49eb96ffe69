/*
 * Loaded into the program before it starts (`node --import`): once for each interval in
 * KSMTOP_METER_MS it appends to the file KSMTOP_METER the longest time that the event loop did not
 * come round and, with --expose-gc, the size of the JavaScript heap after a collection.
 */
import {appendFileSync} from 'node:fs';
import {monitorEventLoopDelay} from 'node:perf_hooks';

const file = String(process.env.KSMTOP_METER);
const resolutionMs = 1;
const delay = monitorEventLoopDelay({resolution: resolutionMs});
const measuresSlices = globalThis.gc === undefined;
if (measuresSlices) delay.enable();

setInterval(() => {
  globalThis.gc?.();
  const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;
  const sliceMs = measuresSlices ? delay.max / 1e6 - resolutionMs : 0;
  delay.reset();
  appendFileSync(file, `${JSON.stringify({heapMiB, sliceMs})}\n`);
}, Number(process.env.KSMTOP_METER_MS)).unref();
