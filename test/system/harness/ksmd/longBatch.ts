import type {HeldKsm} from './ksm.js';

/** ksmd in a batch that takes seconds, with pages merged before it: what waits for it waits long. */
export async function longBatch(ksm: HeldKsm): Promise<void> {
  await ksm.write('smart_scan', 0);
  await ksm.write('sleep_millisecs', 0);
  await ksm.write('pages_to_scan', 1_000_000);
  await ksm.write('run', 1);
  await ksm.waitFor('pages merged', ({pages_sharing = 0}) => pages_sharing > 10_000, {
    timeoutMs: 120_000,
  });
}
