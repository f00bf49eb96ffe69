import type {EstimateOption, Frame} from '../../frame/frameContext.js';

export const everyContainer: EstimateOption = {
  label: 'all containers',
  choice: {containerIds: [], pids: []},
};

/** Opens the panel of the estimate, or says why there can be none. */
export function openEstimate(
  {estimating, tuning, open}: Pick<Frame, 'estimating' | 'tuning' | 'open'>,
  options: readonly EstimateOption[],
): void {
  const {unavailable} = estimating;
  if (unavailable === undefined) open({name: 'estimate', options});
  else tuning.say(false, `Cannot estimate: ${unavailable}.`);
}
