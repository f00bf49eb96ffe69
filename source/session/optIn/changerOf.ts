import type {Host} from '../../host/host.js';
import type {Model} from '../../model/model.js';
import type {OptInChanger} from '../../model/optIn/optInChanger.js';
import {createLocalChanger} from './localChanger.js';

/**
 * How processes of a host are opted in and out; absent: not possible from here.
 * @param nextModel A model of a sample that is taken from now on.
 * @param ownPids As for `ownFamily`.
 */
export function changerOf(
  {optIn, farOptIn}: Pick<Host, 'optIn' | 'farOptIn'>,
  nextModel: () => Promise<Model | undefined>,
  ownPids: readonly number[] = [process.pid],
): OptInChanger | undefined {
  return farOptIn ?? (optIn && createLocalChanger({optIn, nextModel, ownPids}));
}
