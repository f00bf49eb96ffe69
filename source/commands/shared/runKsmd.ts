import type {Host} from '../../host/host.js';
import type {Model} from '../../model/model.js';
import {planChanges} from '../../model/tuning/plan.js';
import {carryOut} from '../../session/carryOut.js';

/** Starts ksmd, as `ksmtop set run=1` does; returns why it could not. */
export async function runKsmd(
  host: Pick<Host, 'write'>,
  model: Model,
): Promise<string | undefined> {
  const {value: plan, problem} = planChanges(model, {run: '1'});
  return plan ? (await carryOut(plan, host.write)).problem : problem;
}
