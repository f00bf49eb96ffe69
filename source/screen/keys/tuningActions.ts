import type {ParameterName} from '../../kernel/ksm/parameters.js';
import type {Values} from '../../model/tuning/checkValue.js';
import {unmerges} from '../../model/tuning/memoryLimit.js';
import {type Direction, halveOrDouble} from '../../model/tuning/parameterSteps.js';
import type {Purpose} from '../../session/tuning.js';
import type {Frame} from '../frame/frameContext.js';
import type {Action} from './keyTable.js';

type SteeringFrame = Pick<Frame, 'steering' | 'readOnlyReason' | 'ask'>;

/** Plans a change, asks when it costs something, and carries it out; whether that was done. */
export async function changeTo(
  {steering, readOnlyReason, ask}: SteeringFrame,
  wanted: Values,
  {question, ...purpose}: Purpose & {question?: string} = {},
): Promise<boolean> {
  if (readOnlyReason) {
    steering.say(false, `Nothing can be changed: ${readOnlyReason}.`);
    return false;
  }
  const planned = steering.plan(wanted);
  if (planned.problem !== undefined) {
    steering.say(false, planned.problem);
    return false;
  }
  if (planned.value.writes.length === 0 && !purpose.undoes) {
    steering.say(true, 'It is so already.');
    return false;
  }
  // Without a wait the question comes in time for the next key: only that key may answer it.
  const dangers = unmerges(planned.value.writes) ? await steering.dangers(planned.value) : [];
  const costs = [...planned.value.costs, ...dangers];
  if (costs.length === 0 && question === undefined) {
    return steering.carryOut(planned.value, purpose);
  }
  if (!(await ask([...costs, question ?? 'Go on?'].join(' ')))) return false;
  // While the question stood, the host went on.
  const renewed = steering.plan(wanted);
  if (renewed.problem !== undefined) {
    steering.say(false, renewed.problem);
    return false;
  }
  return steering.carryOut(renewed.value, purpose);
}

/** What the keys that write do: start, stop, unmerge, halve, double, undo. */
export function steeringActions(frame: SteeringFrame): Partial<Record<Action, () => void>> {
  const {steering} = frame;
  const step = (name: ParameterName, direction: Direction) => {
    const from = steering.present()[name];
    if (frame.readOnlyReason !== undefined || from === undefined) {
      return changeTo(frame, {[name]: ''});
    }
    const to = halveOrDouble(name, from, direction);
    if (to === undefined) return steering.say(false, `${name} goes no further by this key.`);
    return changeTo(frame, {[name]: to});
  };

  return {
    startStop() {
      const running = steering.present().run === '1';
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
      const {pages_to_scan: pages, ...start} = steering.start();
      const own = start.advisor_mode !== 'scan-time' && pages !== undefined;
      void changeTo(frame, {...start, ...(own && {pages_to_scan: pages})});
    },
    undo() {
      const undoes = steering.lastChange();
      if (frame.readOnlyReason === undefined && !undoes) {
        return steering.say(true, 'Nothing to take back: no change in this sitting.');
      }
      void changeTo(frame, undoes?.before ?? {}, undoes && {undoes});
    },
  };
}
