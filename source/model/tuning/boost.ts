import {formatShare} from '../../text/units.js';
import type {Model} from '../model.js';
import {mergedPages} from '../sample/resets.js';
import type {Preset} from './presets.js';

/** The progress of a preset that settles into another one. */
export type Boost = {
  settles: NonNullable<Preset['settles']>;
  /** full_scans, and pages merged, when the last scan ended. */
  scanEnd: {fullScans: number; mergedPages: number} | undefined;
  /** Number of successive scans that merged little. */
  quietScans: number;
  /** Share of the offered pages that the last scan merged in addition. */
  newlyMergedShare?: number;
  state: 'boosting' | 'settled' | 'stopped';
};

/** The boost of a preset that was just set on the host of this model. */
export function startBoost(settles: Boost['settles'], model: Model): Boost {
  return {settles, scanEnd: scanEndOf(model), quietScans: 0, state: 'boosting'};
}

/** The boost after the scans that have ended since the last sample. */
export function followBoost(boost: Boost, model: Model): Boost {
  const end = scanEndOf(model);
  const {scanEnd: last, settles} = boost;
  if (boost.state !== 'boosting') return boost;
  if (!end || model.sample.ksm?.parameters.run !== '1') return {...boost, state: 'stopped'};
  // After an unmerge, counting restarts.
  if (!last || end.fullScans < last.fullScans) return {...boost, scanEnd: end, quietScans: 0};
  const scans = end.fullScans - last.fullScans;
  const offered = model.figures.offeredPages;
  if (scans === 0 || !offered) return boost;
  const newlyMergedShare = Math.max(0, end.mergedPages - last.mergedPages) / offered / scans;
  // Nothing merges before the second scan, so earlier scans are not quiet.
  const early = last.fullScans < 2;
  const quiet = newlyMergedShare <= settles.newlyMergedShare && !early;
  const quietScans = quiet ? boost.quietScans + scans : 0;
  const state = quietScans >= settles.scans ? 'settled' : 'boosting';
  return {...boost, scanEnd: end, quietScans, newlyMergedShare, state};
}

function scanEndOf({sample}: Model): Boost['scanEnd'] {
  const fullScans = sample.ksm?.counters.full_scans;
  const merged = mergedPages(sample);
  if (fullScans === undefined || merged === undefined) return undefined;
  return {fullScans, mergedPages: merged};
}

/** The progress of a boost, as a sentence. */
export function boostText({state, settles, newlyMergedShare, quietScans}: Boost): string {
  const {into, scans} = settles;
  if (state === 'settled') return `The boost is complete: the settings are now ${into}.`;
  if (state === 'stopped') return 'The boost ended because ksmd was stopped.';
  if (newlyMergedShare === undefined) {
    return `Boost: no scan has finished yet; ${into} follows after ${scans} quiet scans.`;
  }
  const last = `last scan merged ${formatShare(newlyMergedShare)} more`;
  return `Boost: ${last}; quiet scan ${quietScans} of ${scans}, then ${into}.`;
}
