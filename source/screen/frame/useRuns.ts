import {useSyncExternalStore} from 'react';
import {noEstimating} from '../../session/estimating.js';
import {noMapping} from '../../session/mapping.js';
import {noOptingIn} from '../../session/optIn/optingIn.js';
import {noTrialling} from '../../session/trial/trialling.js';
import type {FrameProps} from './frameProps.js';
import type {Phases} from './runStates.js';

const cannotRead = 'the memory of its processes cannot be read from here';
const cannotEstimate = noEstimating(cannotRead);
const cannotMap = noMapping(cannotRead);
const cannotStop = 'processes of this host cannot be stopped from here';
const cannotOptIn = noOptingIn(cannotStop);
const cannotTry = noTrialling(cannotStop);

/** What views start on a host, and how far that is. */
export function useRuns({
  estimating = cannotEstimate,
  mapping = cannotMap,
  optingIn = cannotOptIn,
  trialling = cannotTry,
}: Pick<FrameProps, 'estimating' | 'mapping' | 'optingIn' | 'trialling'>) {
  const {report, phase: map} = useSyncExternalStore(mapping.subscribe, mapping.getState);
  const estimate = useSyncExternalStore(
    estimating.subscribe,
    () => estimating.getState().run.phase,
  );
  const {run: optIn} = useSyncExternalStore(optingIn.subscribe, optingIn.getState);
  const trial = useSyncExternalStore(trialling.subscribe, () => trialling.getState().phase);
  const phases: Phases = {
    estimate: estimating.isRecorded ? 'recorded' : estimate,
    map: mapping.isRecorded ? 'recorded' : map,
    optIn: optIn.phase,
    trial,
  };
  return {runs: {estimating, mapping, optingIn, trialling}, phases, report, optIn};
}
