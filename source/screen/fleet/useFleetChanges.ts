import {useState} from 'react';
import {fleetQuestion, nothingToDo} from '../../model/fleet/fleetChange.js';
import {type Preset, presetValues, usualGoal} from '../../model/tuning/presets.js';
import type {FleetChange, FleetChanges, PreparedChange} from '../../session/fleet/fleetChanges.js';
import {countOf} from '../../text/count.js';
import type {Frame} from '../frame/frameContext.js';
import {type ShownMessage, useExpiringMessage} from '../frame/lower/statusLine.js';
import {goalPrompt} from '../views/tune/presetsView.js';

const startChange: FleetChange = {
  what: 'start ksmd',
  meaning: '',
  values: () => ({value: {run: '1'}}),
};

const stopChange: FleetChange = {
  what: 'stop ksmd',
  meaning: 'Merged pages stay merged; nothing new merges.',
  values: () => ({value: {run: '0'}}),
};

/** What the writing keys of a fleet do: plan, ask once, carry out on every host. */
export function useFleetChanges(
  changes: FleetChanges | undefined,
  readOnlyReason: string | undefined,
  {
    ask,
    edit,
    isAsking,
    notice,
  }: Pick<Frame, 'ask' | 'edit'> & {
    isAsking: boolean;
    /** Shown at first; undefined: nothing. */
    notice: string | undefined;
  },
) {
  const [said, setSaid] = useState<ShownMessage | undefined>(
    notice === undefined ? undefined : {text: notice},
  );
  const message = useExpiringMessage(said, isAsking, notice !== undefined);
  const say = (good: boolean, text: string) => setSaid({good, text});

  const mayChange = () => {
    if (changes && readOnlyReason === undefined) return true;
    say(false, `Nothing can be changed: ${readOnlyReason ?? 'these hosts are read-only'}.`);
    return false;
  };

  async function confirm(prepared: PreparedChange): Promise<void> {
    const {plan} = prepared;
    if (plan.changes.length === 0) return say(false, nothingToDo(plan));
    setSaid(undefined);
    if (!(await ask(fleetQuestion(plan)))) return;
    await prepared.carryOut();
    const results = plan.changes.map(({id}) => changes?.getState().results.get(id)?.outcome);
    const done = results.filter((outcome) => outcome === 'done').length;
    const all = done === plan.changes.length;
    const where = `${done} of ${countOf(plan.changes.length, 'host')}`;
    say(all, `${plan.what}: done on ${where}${all ? '' : '; NOTE has the reason for the others'}.`);
  }

  const change = (ids: readonly string[], wanted: FleetChange) => {
    if (!mayChange() || !changes) return;
    if (ids.length > 0) void confirm(changes.prepare(ids, wanted));
  };

  return {
    message,
    remark: (text: string) => setSaid({text}),
    mayChange,
    start: (ids: readonly string[]) => change(ids, startChange),
    stop: (ids: readonly string[]) => change(ids, stopChange),
    preset(ids: readonly string[], preset: Preset) {
      const {name, meaning, settles} = preset;
      const write = (goal = usualGoal) =>
        change(ids, {
          what: `preset ${name}`,
          meaning,
          values: (model) => presetValues(preset, model, goal),
          ...(settles && {settles}),
        });
      if (typeof preset.values !== 'function') return write();
      edit(goalPrompt(write, (problem) => say(false, problem)));
    },
    undo() {
      if (!mayChange()) return;
      const prepared = changes?.prepareUndo();
      if (prepared) void confirm(prepared);
      else say(true, 'Nothing to undo for the fleet in this session.');
    },
  };
}
