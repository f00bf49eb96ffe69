import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createLocalHost, type LocalHost} from '../../source/host/local.js';
import {forecast, observe} from '../../source/model/forecast.js';
import {advance, type Model} from '../../source/model/model.js';
import {type Guard, guard} from './harness/guard.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from './harness/ksm.js';
import {startWorkload} from './harness/memory.js';
import {missing} from './harness/requirements.js';
import type {Running} from './harness/running.js';

/** The cost of a page is measured at the first; the others are forecast. */
const settings = [
  {pages_to_scan: '1000', sleep_millisecs: '20'},
  {pages_to_scan: '4000', sleep_millisecs: '20'},
  {pages_to_scan: '500', sleep_millisecs: '10'},
  {pages_to_scan: '2000', sleep_millisecs: '50'},
] as const;

function cpuPercent({sample: from}: Model, {sample: to}: Model): number {
  const ticks = (to.ksmd?.cpuTicks ?? 0) - (from.ksmd?.cpuTicks ?? 0);
  return (100_000 * ticks) / to.host.ticksPerSecond / (to.monotonicMs - from.monotonicMs);
}

describe.skipIf(missing('forecasts', 'ksm', 'gcc', 'libc'))('a forecast made before', () => {
  let ksm: HeldKsm;
  let host: LocalHost;
  let priority: Guard;
  let workloads: Running[] = [];
  beforeAll(async () => {
    ksm = await holdKsm();
    host = createLocalHost();
    // Whatever else the machine does is no part of a steady workload.
    const pid = (await host.sample()).ksmd?.pid;
    priority = await guard({
      what: "ksmd's priority",
      prepare: `renice -n -15 -p ${pid} >/dev/null`,
      cleanUp: `renice -n 5 -p ${pid} >/dev/null`,
    });
    const options = {mib: 128, uniquePercent: 40};
    workloads = [await startWorkload(options), await startWorkload(options)];
  }, ksmLockTimeoutMs);
  afterAll(async () => {
    await Promise.all(workloads.map((workload) => workload.stop()));
    await priority?.release();
    await host?.close();
    await ksm?.restore();
  });

  /** Samples as the screen does, until the model has seen what is waited for. */
  async function watch(from: Model | undefined, seen: (model: Model) => boolean): Promise<Model> {
    let model = advance(from, await host.sample());
    while (!seen(model)) {
      await delay(200);
      model = advance(model, await host.sample());
    }
    return model;
  }

  const scansSeen = ({scans}: Model) =>
    (scans.marks.at(-1)?.fullScans ?? 0) - (scans.marks[0]?.fullScans ?? 0);

  // A virtual machine can lose its processors for a moment: such a run is repeated.
  const options = {timeout: 240_000, retry: 2};

  test.each([
    ['0', 3],
    ['1', 9],
  ] as const)('meets what comes after, with smart_scan=%s', options, async (smartScan, scans) => {
    await ksm.scanFast();
    await ksm.write('smart_scan', smartScan);
    // Until every page has the age at which smart_scan skips it for longest.
    await ksm.waitForFullScans(30, {timeoutMs: 60_000});
    const report: string[] = [];
    const ratios: number[] = [];
    let model: Model | undefined;
    for (const values of settings) {
      const expected = model && forecast(model, values);
      for (const [name, value] of Object.entries(values)) await ksm.write(name, value);
      const isSet = ({sample}: Model) =>
        sample.ksm?.parameters.pages_to_scan === values.pages_to_scan;
      const since = await watch(model, isSet);
      model = await watch(since, (now) => now !== since && scansSeen(now) >= scans);
      const {fullScanSeconds} = observe(model);
      report.push(
        [
          `${values.pages_to_scan} pages / ${values.sleep_millisecs} ms`,
          `forecast ${shown(expected?.fullScanSeconds?.value, expected?.ksmdCpuPercent?.value)}`,
          `observed ${shown(fullScanSeconds?.value, cpuPercent(since, model))}`,
        ].join(', '),
      );
      if (!expected?.fullScanSeconds || !fullScanSeconds) continue;
      expect(expected.fullScanSeconds.basis).toBe('measured');
      ratios.push(expected.fullScanSeconds.value / fullScanSeconds.value);
    }
    console.info(report.join('\n'));
    expect(ratios).toHaveLength(settings.length - 1);
    for (const ratio of ratios) {
      expect(ratio, report.join('\n')).toBeGreaterThan(0.75);
      expect(ratio, report.join('\n')).toBeLessThan(1.25);
    }
  });
});

const shown = (seconds: number | undefined, percent: number | undefined) =>
  `${seconds?.toFixed(2)} s ${percent?.toFixed(1)} %`;
