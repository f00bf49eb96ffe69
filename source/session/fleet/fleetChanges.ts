import {type FleetPlan, type PlannedChange, planFleet} from '../../model/fleet/fleetChange.js';
import type {Model} from '../../model/model.js';
import type {Checked, Values} from '../../model/tuning/checkValue.js';
import {forecast} from '../../model/tuning/forecast.js';
import type {Change, Purpose} from '../change.js';
import {readOnlyReason} from '../readOnly.js';
import type {Tuning} from '../tuning.js';
import {lastChange} from '../tuningState.js';

/** What is to be done to some hosts. */
export type FleetChange = Pick<FleetPlan, 'what' | 'meaning'> & {
  values: (model: Model) => Checked<Values>;
  settles?: Purpose['settles'];
};

/** What came of the last change on a host. */
export type HostResult = {
  outcome: 'pending' | 'done' | 'refused';
  text: string;
  /** Milliseconds since 1970. */
  timeMs: number;
};

/** A change that is ready to be confirmed. */
export type PreparedChange = {
  plan: FleetPlan;
  /** Does it on all hosts at once; resolves when the last one has answered. */
  carryOut: () => Promise<void>;
};

/** Changes several hosts with one confirmation; what was done can be taken back in one go, too. */
export type FleetChanges = {
  results: () => ReadonlyMap<string, HostResult>;
  prepare: (ids: readonly string[], change: FleetChange) => PreparedChange;
  /** Absent: there is nothing to take back. */
  prepareUndo: () => PreparedChange | undefined;
};

/** A host that can be changed. */
export type Changeable = {
  id: string;
  name: string;
  tuning: Tuning;
  /** The newest model; absent: nothing was read of it. */
  model: () => Model | undefined;
  /** Why it does not answer now. */
  error: () => string | undefined;
};

type Step = {id: string; change: Change};

export function createFleetChanges(
  hosts: ReadonlyMap<string, Changeable>,
  onResult: () => void,
): FleetChanges {
  let results = new Map<string, HostResult>();
  /** What was done to the fleet, the newest last. */
  const done: Step[][] = [];

  function report(id: string, outcome: HostResult['outcome'], text: string): void {
    results = new Map(results).set(id, {outcome, text, timeMs: Date.now()});
    onResult();
  }

  function prepareOn(
    ids: readonly string[],
    about: Pick<FleetPlan, 'what' | 'meaning'>,
    valuesOf: (host: Changeable, model: Model) => Checked<Values>,
    purposeOf: (host: Changeable) => Purpose,
    finished: (steps: readonly string[]) => void,
  ): PreparedChange {
    const planOn = (host: Changeable) => {
      const model = host.model();
      const values = model && valuesOf(host, model);
      if (values?.value === undefined)
        return {problem: values?.problem ?? 'nothing is known about it'};
      return host.tuning.plan(values.value);
    };
    const foresee = (host: Changeable): Checked<PlannedChange> => {
      const {value: plan, problem} = planOn(host);
      const model = host.model();
      if (!plan || !model) return {problem: problem ?? 'nothing is known about it'};
      const after = Object.fromEntries(plan.writes.map(({name, to}) => [name, to]));
      const runs = (after.run ?? plan.before.run) === '1';
      const expected = runs ? forecast(model, after).ksmdCpuPercent?.value : undefined;
      return {value: {plan, cpuPercent: expected}};
    };
    const known = ids.flatMap((id) => hosts.get(id) ?? []);
    const plan = planFleet(
      about,
      known.map((host) => ({...host, refusal: refusalOf(host), plan: () => foresee(host)})),
    );

    async function carryOutOn(host: Changeable): Promise<boolean> {
      report(host.id, 'pending', `${about.what} …`);
      // While the question stood, the host went on.
      const planned = planOn(host);
      if (planned.problem !== undefined) {
        report(host.id, 'refused', planned.problem);
        return false;
      }
      const isDone = await host.tuning.carryOut(planned.value, purposeOf(host));
      const {message} = host.tuning.getState();
      const why = message?.text ?? 'dropped, because a change before it was refused';
      report(host.id, isDone ? 'done' : 'refused', isDone ? `done: ${about.what}` : why);
      return isDone;
    }

    return {
      plan,
      async carryOut() {
        results = new Map();
        for (const {id, reason, isUnchanged} of plan.skipped)
          report(id, isUnchanged ? 'done' : 'refused', reason);
        const succeeded = await Promise.all(
          plan.changes.map(async ({id}) => {
            const host = hosts.get(id);
            return host && (await carryOutOn(host)) ? [id] : [];
          }),
        );
        finished(succeeded.flat());
      },
    };
  }

  return {
    results: () => results,
    prepare: (ids, {values, settles, ...about}) =>
      prepareOn(
        ids,
        about,
        (_, model) => values(model),
        () => (settles ? {settles} : {}),
        (succeeded) => {
          const steps = succeeded.flatMap((id) => {
            const host = hosts.get(id);
            const change = host && lastChange(host.tuning.getState());
            return change ? [{id, change}] : [];
          });
          if (steps.length > 0) done.push(steps);
        },
      ),
    prepareUndo() {
      const last = done.at(-1);
      if (!last) return undefined;
      const changes = new Map(last.map(({id, change}) => [id, change]));
      return prepareOn(
        [...changes.keys()],
        {what: 'undo the last change', meaning: ''},
        ({id}) => ({value: changes.get(id)?.before ?? {}}),
        ({id}) => ({undoes: changes.get(id) as Change}),
        (succeeded) => {
          const left = last.filter(({id}) => !succeeded.includes(id));
          done.splice(done.indexOf(last), 1, ...(left.length > 0 ? [left] : []));
        },
      );
    },
  };
}

function refusalOf(host: Changeable): string | undefined {
  const error = host.error();
  if (error !== undefined) return `it does not answer: ${error}`;
  const model = host.model();
  return model ? readOnlyReason(model.sample, undefined) : 'nothing has been read from it yet';
}
