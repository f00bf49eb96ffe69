import type {OptInAction} from '../../../model/optIn/optInTarget.js';
import type {EstimateOption, Frame} from '../../frame/frameContext.js';

/** Opens the panel that asks whether to opt in or out, or says why that is not possible. */
export function openOptInPanel(
  {optingIn, trialling, model, recorded, tuning, readOnlyReason, open}: Frame,
  action: OptInAction,
  {label, choice}: EstimateOption,
): void {
  // A recorded one can be looked at; while one runs, nothing else is opted in or out.
  if (model.trial && (recorded || trialling.getState().phase === 'running')) {
    open({name: 'trial'});
    return;
  }
  const reason = optingIn.unavailable ?? readOnlyReason;
  if (reason !== undefined) {
    tuning.say(false, `Cannot opt ${action}: ${reason}.`);
    return;
  }
  optingIn.begin(action, choice);
  open({name: 'optIn', title: label, containerIds: choice.containerIds});
}
