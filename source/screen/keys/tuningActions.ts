import type {ParameterName} from '../../kernel/ksm/parameters.js';
import type {Values} from '../../model/tuning/checkValue.js';
import {unmerges} from '../../model/tuning/memoryLimit.js';
import {type Direction, halveOrDouble} from '../../model/tuning/parameterSteps.js';
import type {Purpose} from '../../session/tuning.js';
import type {Frame} from '../frame/frameContext.js';
import type {Action} from './keyTable.js';

type TuningFrame = Pick<Frame, 'tuning' | 'readOnlyReason' | 'ask'>;

/** Plans a change, asks when it costs something, and carries it out; whether that was done. */
export async function changeTo(
  {tuning, readOnlyReason, ask}: TuningFrame,
  wanted: Values,
  {question, ...purpose}: Purpose & {question?: string} = {},
): Promise<boolean> {
  if (readOnlyReason) {
    tuning.say(false, `Nothing can be changed: ${readOnlyReason}.`);
    return false;
  }
  const planned = tuning.plan(wanted);
  if (planned.problem !== undefined) {
    tuning.say(false, planned.problem);
    return false;
  }
  if (planned.value.writes.length === 0 && !purpose.undoes) {
    tuning.say(true, 'It is so already.');
    return false;
  }
  // Without a wait the question comes in time for the next key: only that key may answer it.
  const dangers = unmerges(planned.value.writes) ? await tuning.dangers(planned.value) : [];
  const costs = [...planned.value.costs, ...dangers];
  if (costs.length === 0 && question === undefined) {
    return tuning.carryOut(planned.value, purpose);
  }
  if (!(await ask([...costs, question ?? 'Go on?'].join(' ')))) return false;
  // While the question stood, the host went on.
  const renewed = tuning.plan(wanted);
  if (renewed.problem !== undefined) {
    tuning.say(false, renewed.problem);
    return false;
  }
  return tuning.carryOut(renewed.value, purpose);
}

/** What the keys that write do: start, stop, unmerge, halve, double, undo. */
export function tuningActions(frame: TuningFrame): Partial<Record<Action, () => void>> {
  const {tuning} = frame;
  const step = (name: ParameterName, direction: Direction) => {
    const from = tuning.present()[name];
    if (frame.readOnlyReason !== undefined || from === undefined) {
      return changeTo(frame, {[name]: ''});
    }
    const to = halveOrDouble(name, from, direction);
    if (to === undefined) return tuning.say(false, `${name} goes no further by this key.`);
    return changeTo(frame, {[name]: to});
  };

  return {
    startStop() {
      const running = tuning.present().run === '1';
      const question = 'Stop ksmd? Merged pages stay merged; nothing new merges.';
      void (running ? changeTo(frame, {run: '0'}, {question}) : changeTo(frame, {run: '1'}));
    },
    pagesHalve: () => step('pages_to_scan', 'down'),
    pagesDouble: () => step('pages_to_scan', 'up'),
    sleepHalve: () => step('sleep_millisecs', 'down'),
    sleepDouble: () => step('sleep_millisecs', 'up'),
    unmerge() {
      void changeTo(frame, {run: '2'}, {question: 'Stop ksmd and unmerge everything?'});
    },
    restoreStart() {
      const {pages_to_scan: pages, ...start} = tuning.start();
      const own = start.advisor_mode !== 'scan-time' && pages !== undefined;
      void changeTo(frame, {...start, ...(own && {pages_to_scan: pages})});
    },
    undo() {
      const undoes = tuning.lastChange();
      if (frame.readOnlyReason === undefined && !undoes) {
        return tuning.say(true, 'Nothing to take back: no change in this sitting.');
      }
      void changeTo(frame, undoes?.before ?? {}, undoes && {undoes});
    },
  };
}
