import type {ParameterName} from '../kernel/parameters.js';
import {type Direction, halveOrDouble} from '../model/steps.js';
import type {Frame} from './frameContext.js';
import type {Action} from './keyTable.js';

type SteeringFrame = Pick<Frame, 'model' | 'steering' | 'readOnlyReason' | 'ask'>;

/** What the keys that write do: start, stop, halve, double, undo. */
export function steeringActions({
  model,
  steering,
  readOnlyReason,
  ask,
}: SteeringFrame): Partial<Record<Action, () => void>> {
  const refuse = () => steering.say(false, `Nothing can be changed: ${readOnlyReason}.`);
  const currentValue = (name: ParameterName) =>
    steering.pendingValue(name) ?? model.sample.ksm?.parameters[name];

  const write = (name: ParameterName, next: (from: string) => string | undefined) => {
    if (readOnlyReason) return refuse();
    const from = currentValue(name);
    if (from === undefined) return steering.say(false, `This kernel has no ${name}.`);
    const to = next(from);
    if (to === undefined) return steering.say(false, `${name} goes no further by this key.`);
    void steering.change(name, from, to);
  };
  const step = (name: ParameterName, direction: Direction) =>
    write(name, (from) => halveOrDouble(name, from, direction));

  return {
    async startStop() {
      if (readOnlyReason || currentValue('run') !== '1') return write('run', () => '1');
      const question = 'Stop ksmd? Merged pages stay merged; nothing new merges.';
      if (await ask(question)) write('run', () => '0');
    },
    pagesHalve: () => step('pages_to_scan', 'down'),
    pagesDouble: () => step('pages_to_scan', 'up'),
    sleepHalve: () => step('sleep_millisecs', 'down'),
    sleepDouble: () => step('sleep_millisecs', 'up'),
    undo: () => (readOnlyReason ? refuse() : void steering.undo()),
  };
}
