import type {ParameterName} from '../../kernel/ksm/parameters.js';
import {runningOptIns, stillRunning} from '../../model/optIn/registeredCounts.js';
import {valuesToKeep} from '../../model/tuning/bootText.js';
import type {Values} from '../../model/tuning/checkValue.js';
import {type Direction, halveOrDouble} from '../../model/tuning/parameterSteps.js';
import {valueText} from '../../model/tuning/valueText.js';
import type {ChangeRequest} from '../../session/tuning.js';
import {lastChange} from '../../session/tuningState.js';
import {messageOf} from '../../text/messageOf.js';
import type {Frame} from '../frame/frameContext.js';
import type {Action} from './keyTable.js';

type TuningFrame = Pick<Frame, 'tuning' | 'readOnlyReason' | 'ask'>;
type BootFrame = Pick<Frame, 'tuning' | 'readOnlyReason' | 'model' | 'boot' | 'open' | 'optingIn'>;

/** Changes values, unless the host is read-only; resolves with whether it did. */
export async function changeTo(
  {tuning, readOnlyReason, ask}: TuningFrame,
  wanted: Values,
  request: Omit<ChangeRequest, 'ask'> = {},
): Promise<boolean> {
  if (readOnlyReason === undefined) return tuning.change(wanted, {...request, ask});
  tuning.say(false, `Nothing can be changed: ${readOnlyReason}.`);
  return false;
}

/** The actions that write: start, stop, unmerge, halve, double, undo, keep across reboots. */
export function tuningActions(frame: TuningFrame & BootFrame): Partial<Record<Action, () => void>> {
  const {tuning} = frame;
  const step = (name: ParameterName, direction: Direction) => {
    const from = tuning.present()[name];
    if (frame.readOnlyReason !== undefined || from === undefined) {
      return changeTo(frame, {[name]: ''});
    }
    const to = halveOrDouble(name, from, direction);
    if (to === undefined) {
      const verb = direction === 'up' ? 'doubled' : 'halved';
      return tuning.say(false, `${name} cannot be ${verb} any further.`);
    }
    return changeTo(frame, {[name]: to});
  };

  const stop = () => {
    const question = 'Stop ksmd? Merged pages stay merged; nothing new merges.';
    void changeTo(frame, {run: '0'}, {question});
  };

  return {
    startStop() {
      if (tuning.present().run === '1') stop();
      else void changeTo(frame, {run: '1'});
    },
    stop,
    pagesHalve: () => step('pages_to_scan', 'down'),
    pagesDouble: () => step('pages_to_scan', 'up'),
    sleepHalve: () => step('sleep_millisecs', 'down'),
    sleepDouble: () => step('sleep_millisecs', 'up'),
    unmerge() {
      void changeTo(frame, {run: '2'}, {question: 'Stop ksmd and unmerge everything?'});
    },
    restoreStart: () => restoreStart(frame),
    undo() {
      const undoes = lastChange(tuning.getState());
      const {optedIn, lastMs = 0} = frame.optingIn.getState();
      const running = stillRunning(frame.model.sample, optedIn);
      if (running.length > 0 && lastMs > (undoes?.timeMs ?? 0)) {
        frame.optingIn.beginUndo();
        return frame.open({name: 'optIn', title: 'what this session opted in', containerIds: []});
      }
      if (!undoes && canUndoEarlier(frame)) {
        frame.optingIn.beginUndo();
        return frame.open({name: 'optIn', title: 'what ksmtop opted in before', containerIds: []});
      }
      if (frame.readOnlyReason === undefined && !undoes) {
        return tuning.say(true, 'Nothing to undo in this session.');
      }
      void changeTo(frame, undoes?.before ?? {}, undoes && {undoes});
    },
    persist: () => void openPersist(frame),
  };
}

/** Whether ksmtop opted in processes that still run, in another session. */
function canUndoEarlier({optingIn, readOnlyReason, model}: BootFrame): boolean {
  const isPossible = readOnlyReason === undefined && optingIn.unavailable === undefined;
  return isPossible && runningOptIns(model.sample).length > 0;
}

/** Lists the values that are not those from when ksmtop started, and asks to restore them. */
function restoreStart(frame: TuningFrame): void {
  const {tuning, readOnlyReason} = frame;
  const {pages_to_scan: pages, ...start} = tuning.getState().start ?? {};
  // While the advisor is on, pages_to_scan is its own.
  const own = start.advisor_mode !== 'scan-time' && pages !== undefined;
  const wanted: Values = {...start, ...(own && {pages_to_scan: pages})};
  const present = tuning.present();
  const list = Object.entries(wanted).flatMap(([key, to]) => {
    const name = key as ParameterName;
    return to === present[name]
      ? []
      : [`${name} ${valueText(name, present[name])} → ${valueText(name, to)}`];
  });
  if (readOnlyReason === undefined && list.length === 0) {
    tuning.say(true, 'Every parameter has the value from when ksmtop started.');
  } else {
    void changeTo(frame, wanted, {question: `Restore ${list.join(', ')}?`});
  }
}

/** Opens the view of the boot files to write, unless they already keep the parameters. */
async function openPersist({tuning, readOnlyReason, model, boot, open}: BootFrame): Promise<void> {
  if (readOnlyReason || !boot) {
    const reason = readOnlyReason ?? 'this is another machine';
    return tuning.say(false, `Cannot keep the parameters across reboots: ${reason}.`);
  }
  try {
    const changes = await boot.plan(valuesToKeep(model.sample));
    if (changes.length > 0) open({name: 'persist', changes});
    else tuning.say(true, 'The parameters are already kept across reboots.');
  } catch (error) {
    tuning.say(false, messageOf(error));
  }
}
