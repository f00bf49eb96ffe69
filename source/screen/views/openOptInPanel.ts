import type {OptInAction} from '../../model/optIn/optInTarget.js';
import type {EstimateOption, Frame} from '../frame/frameContext.js';

/** Opens the panel that asks whether to opt in or out, or says why that is not possible. */
export function openOptInPanel(
  {optingIn, tuning, readOnlyReason, open}: Frame,
  action: OptInAction,
  {label, choice}: EstimateOption,
): void {
  const reason = optingIn.unavailable ?? readOnlyReason;
  if (reason !== undefined) {
    tuning.say(false, `Cannot opt ${action}: ${reason}.`);
    return;
  }
  optingIn.begin(action, choice);
  open({name: 'optIn', title: label, containerIds: choice.containerIds});
}
