/*
 * Loaded into the program before it starts (`node --import`, `bun --preload`): once for each
 * interval in KSMTOP_METER_MS it appends to the file KSMTOP_METER the longest delay of the event
 * loop or, on Bun and with --expose-gc, the size of the JavaScript heap after a
 * collection.
 */
import {appendFileSync} from 'node:fs';
import {monitorEventLoopDelay} from 'node:perf_hooks';

const file = String(process.env.KSMTOP_METER);
const resolutionMs = 1;
const {Bun} = /** @type {{Bun?: {gc(wait: boolean): void}}} */ (globalThis);
const collect = Bun ? () => Bun.gc(true) : globalThis.gc;
const delay = collect ? undefined : monitorEventLoopDelay({resolution: resolutionMs});
delay?.enable();

setInterval(() => {
  collect?.();
  const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;
  const sliceMs = delay ? delay.max / 1e6 - resolutionMs : 0;
  delay?.reset();
  appendFileSync(file, `${JSON.stringify({heapMiB, sliceMs})}\n`);
}, Number(process.env.KSMTOP_METER_MS)).unref();
