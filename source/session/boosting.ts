import type {Host} from '../host/host.js';
import type {Model} from '../model/model.js';
import {type Boost, boostText, followBoost} from '../model/tuning/boost.js';
import type {Checked, Values} from '../model/tuning/checkValue.js';
import type {Plan} from '../model/tuning/plan.js';
import {presets, presetValues} from '../model/tuning/presets.js';
import type {Store} from './store.js';
import type {TuningState} from './tuningState.js';

/** Follows a preset that is to last only until its work is done, and settles it then. */
export type Boosting = {
  /** Arranges with the host that it settles the boost if this program ends. */
  secure: (settles: Boost['settles']) => void;
  /** Secures the present boost; withdraws the arrangement for one that is over. */
  secureOrWithdraw: () => void;
  /** Follows the scans in a new model; settles the boost when they merge little. */
  follow: (model: Model) => void;
  /** Settles the present boost now, if there is one. */
  settle: () => Promise<void>;
};

type Means = {
  plan: (wanted: Values) => Checked<Plan>;
  carryOut: (plan: Plan) => Promise<boolean>;
  /** The newest model. */
  model: () => Model | undefined;
};

export function createBoosting(
  store: Store<TuningState>,
  host: Pick<Host, 'writeWhenGone'>,
  {plan, carryOut, model}: Means,
): Boosting {
  let withdraw: (() => void) | undefined;

  const update = (next: Partial<TuningState>) => store.set({...store.getState(), ...next});

  function settlingPlan(settles: Boost['settles']): Checked<Plan> | undefined {
    const newest = model();
    const into = presets.find(({name}) => name === settles.into);
    return newest && into && plan(presetValues(into, newest).value ?? {});
  }

  function secure(settles: Boost['settles']): void {
    withdraw ??= host.writeWhenGone?.(settlingPlan(settles)?.value?.writes ?? []);
  }

  function secureOrWithdraw(): void {
    const {boost} = store.getState();
    if (boost?.state === 'boosting') {
      secure(boost.settles);
    } else if (boost?.state !== 'settled') {
      withdraw?.();
      withdraw = undefined;
    }
  }

  async function settle(): Promise<void> {
    const {boost} = store.getState();
    const planned = boost && settlingPlan(boost.settles);
    if (!planned) return;
    update({boost: {...boost, state: 'settled'}});
    if (planned.value) await carryOut(planned.value);
    else update({message: {good: false, text: planned.problem}});
  }

  return {
    secure,
    secureOrWithdraw,
    follow(newest) {
      const {boost} = store.getState();
      if (boost?.state !== 'boosting') return;
      // The far side has settled it, as its connection had ended.
      const isSettled = settlingPlan(boost.settles)?.value?.writes.length === 0;
      const next: Boost = isSettled ? {...boost, state: 'settled'} : followBoost(boost, newest);
      if (next === boost) return;
      update({boost: next, message: {good: true, text: boostText(next)}});
      secureOrWithdraw();
      if (next.state === 'settled' && !isSettled) void settle();
    },
    settle,
  };
}
