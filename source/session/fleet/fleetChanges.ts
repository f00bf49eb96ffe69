import {type FleetPlan, type PlannedChange, planFleet} from '../../model/fleet/fleetChange.js';
import type {Model} from '../../model/model.js';
import type {Checked, Values} from '../../model/tuning/checkValue.js';
import {forecast} from '../../model/tuning/forecast.js';
import type {Plan} from '../../model/tuning/plan.js';
import type {Change, Purpose} from '../change.js';
import {readOnlyReason} from '../readOnly.js';
import {createStore, type ReadableStore} from '../store.js';
import type {Tuning} from '../tuning.js';
import {lastChange} from '../tuningState.js';

/** A change of some hosts of the fleet. */
export type FleetChange = Pick<FleetPlan, 'what' | 'meaning'> & {
  values: (model: Model) => Checked<Values>;
  settles?: Purpose['settles'];
};

/** The outcome of the last change on a host. */
export type HostResult = {
  outcome: 'pending' | 'done' | 'refused';
  text: string;
  /** Milliseconds since 1970. */
  timeMs: number;
};

/** A change that is ready to be confirmed. */
export type PreparedChange = {
  plan: FleetPlan;
  /** Carries it out on all hosts at once; resolves when the last one has answered. */
  carryOut: () => Promise<void>;
};

export type FleetChangesState = {
  /** By id of the host. */
  results: ReadonlyMap<string, HostResult>;
  /** Changes of the fleet that can be undone, the newest last. */
  done: ReadonlyArray<readonly HostChange[]>;
};

/** Changes several hosts with one confirmation, and undoes that with one, too. */
export type FleetChanges = ReadableStore<FleetChangesState> & {
  prepare: (ids: readonly string[], change: FleetChange) => PreparedChange;
  /** Absent: there is nothing to undo. */
  prepareUndo: () => PreparedChange | undefined;
};

/** A host that can be changed. */
export type Changeable = {
  id: string;
  name: string;
  tuning: Tuning;
  /** The newest model; absent: nothing has been read from it. */
  model: () => Model | undefined;
  /** Why it does not answer now. */
  error: () => string | undefined;
};

type HostChange = {id: string; change: Change};

/** What a change means on each host. */
type Request = {
  about: Pick<FleetPlan, 'what' | 'meaning'>;
  valuesOn: (host: Changeable, model: Model) => Checked<Values>;
  purposeOn: (host: Changeable) => Purpose;
  /** Takes the ids of the hosts where it was done. */
  onDone: (ids: readonly string[]) => void;
};

export function createFleetChanges(hosts: ReadonlyMap<string, Changeable>): FleetChanges {
  const store = createStore<FleetChangesState>({results: new Map(), done: []});

  const update = (next: Partial<FleetChangesState>) => store.set({...store.getState(), ...next});
  const knownHosts = (ids: readonly string[]) => ids.flatMap((id) => hosts.get(id) ?? []);

  function report(id: string, outcome: HostResult['outcome'], text: string): void {
    const {results} = store.getState();
    update({results: new Map(results).set(id, {outcome, text, timeMs: Date.now()})});
  }

  async function carryOutOn(host: Changeable, {about, ...request}: Request): Promise<boolean> {
    report(host.id, 'pending', `${about.what} …`);
    // While the question was open, the host may have changed.
    const planned = planOn(host, request.valuesOn);
    if (planned.problem !== undefined) {
      report(host.id, 'refused', planned.problem);
      return false;
    }
    const isDone = await host.tuning.carryOut(planned.value, request.purposeOn(host));
    const {message} = host.tuning.getState();
    const why = message?.text ?? 'dropped, because a change before it was refused';
    report(host.id, isDone ? 'done' : 'refused', isDone ? `done: ${about.what}` : why);
    return isDone;
  }

  function prepare(ids: readonly string[], request: Request): PreparedChange {
    const planned = knownHosts(ids).map((host) => ({
      ...host,
      refusal: refusalOf(host),
      plan: () => forecastOn(host, request.valuesOn),
    }));
    const plan = planFleet(request.about, planned);
    return {
      plan,
      async carryOut() {
        update({results: new Map()});
        for (const {id, reason, isUnchanged} of plan.skipped) {
          report(id, isUnchanged ? 'done' : 'refused', reason);
        }
        const changed = await Promise.all(
          knownHosts(plan.changes.map(({id}) => id)).map(async (host) =>
            (await carryOutOn(host, request)) ? [host.id] : [],
          ),
        );
        request.onDone(changed.flat());
      },
    };
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    prepare: (ids, {values, settles, ...about}) =>
      prepare(ids, {
        about,
        valuesOn: (_, model) => values(model),
        purposeOn: () => (settles ? {settles} : {}),
        onDone(changed) {
          const changes = knownHosts(changed).flatMap(({id, tuning}) => {
            const change = lastChange(tuning.getState());
            return change ? [{id, change}] : [];
          });
          if (changes.length > 0) update({done: [...store.getState().done, changes]});
        },
      }),
    prepareUndo() {
      const last = store.getState().done.at(-1);
      if (!last) return undefined;
      const changes = new Map(last.map(({id, change}) => [id, change]));
      return prepare([...changes.keys()], {
        about: {what: 'undo the last change', meaning: ''},
        valuesOn: ({id}) => ({value: changes.get(id)?.before ?? {}}),
        purposeOn: ({id}) => ({undoes: changes.get(id) as Change}),
        onDone(undone) {
          const left = last.filter(({id}) => !undone.includes(id));
          const done = store
            .getState()
            .done.map((each) => (each === last ? left : each))
            .filter(({length}) => length > 0);
          update({done});
        },
      });
    },
  };
}

function planOn(host: Changeable, valuesOn: Request['valuesOn']): Checked<Plan> {
  const model = host.model();
  const values = model && valuesOn(host, model);
  return values?.value === undefined
    ? {problem: values?.problem ?? 'nothing is known about it'}
    : host.tuning.plan(values.value);
}

function forecastOn(host: Changeable, valuesOn: Request['valuesOn']): Checked<PlannedChange> {
  const {value: plan, problem} = planOn(host, valuesOn);
  const model = host.model();
  if (!plan || !model) return {problem: problem ?? 'nothing is known about it'};
  const after = Object.fromEntries(plan.writes.map(({name, to}) => [name, to]));
  const runs = (after.run ?? plan.before.run) === '1';
  return {
    value: {plan, cpuPercent: runs ? forecast(model, after).ksmdCpuPercent?.value : undefined},
  };
}

function refusalOf(host: Changeable): string | undefined {
  const error = host.error();
  if (error !== undefined) return `it does not answer: ${error}`;
  const model = host.model();
  return model ? readOnlyReason(model.sample, undefined) : 'nothing has been read from it yet';
}
