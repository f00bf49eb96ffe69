import {findParameter, type Parameter, type ParameterName} from '../../kernel/ksm/parameters.js';
import {checkValue, rangeText, type Values} from '../../model/tuning/checkValue.js';
import {type Direction, stepValue} from '../../model/tuning/parameterSteps.js';
import type {Selection} from '../draw/useSelection.js';
import type {Frame} from '../frame/frameContext.js';
import {outerKeys} from './keyTable.js';
import {findTuneAction, isSharedKey, type TuneAction} from './tuneKeys.js';
import {changeTo} from './tuningActions.js';
import {useKeys} from './useKeys.js';

type Tuning = {
  frame: Frame;
  names: readonly ParameterName[];
  selection: Selection;
  present: Values;
  chosen: Values;
};

/** Takes the keys of the tuning panel: they choose values, and Enter writes them. */
export function useTuneKeys(tuning: Tuning): void {
  const {frame, names, selection} = tuning;
  useKeys('panel', (key) => {
    if (outerKeys.has(key) || isSharedKey(key)) return false;
    const action = findTuneAction(key);
    const name = names[selection.selected];
    const actions: TuneActions = name
      ? tuneActions(tuning, name)
      : {drop: frame.back, close: frame.back};
    if (action) actions[action]?.();
    else if (/^\d$/.test(key) && name) askForValue(tuning, name, key);
    else selection.move(key);
    return true;
  });
}

type TuneActions = Partial<Record<TuneAction, () => void>>;

function tuneActions(tuning: Tuning, name: ParameterName): TuneActions {
  const {frame, present, chosen} = tuning;
  const {steering, open, back} = frame;
  const parameter: Parameter | undefined = findParameter(name);
  const value = chosen[name] ?? present[name] ?? '';
  const anyChosen = Object.keys(chosen).length > 0;
  const step = (direction: Direction) => {
    const next = stepValue(name, value, direction);
    if (next === undefined) steering.say(false, `${name} goes no further.`);
    else choose(tuning, name, next);
  };
  return {
    stepDown: () => step('down'),
    stepUp: () => step('up'),
    default: () => choose(tuning, name, parameter?.defaultValue ?? value),
    toggle() {
      const next = stepValue(name, value, 'up') ?? stepValue(name, value, 'down');
      if (parameter?.type === 'integer' || next === undefined) {
        steering.say(false, `${name} is a number: ← → step through it, Enter asks for one.`);
      } else choose(tuning, name, next);
    },
    enter: () => (anyChosen ? void write(tuning) : askForValue(tuning, name, '')),
    drop: () => (anyChosen ? steering.draft(undefined) : back()),
    presets: () => open({name: 'presets'}),
    changes: () => open({name: 'changes'}),
    close: back,
  };
}

/** Puts a value beside the present one; the present one itself is no choice. */
function choose({frame, present, chosen}: Tuning, name: ParameterName, value: string): void {
  const {[name]: _, ...others} = chosen;
  const values = value === present[name] ? others : {...others, [name]: value};
  frame.steering.draft(Object.keys(values).length > 0 ? {values} : undefined);
}

function askForValue(tuning: Tuning, name: ParameterName, text: string): void {
  const {steering, edit} = tuning.frame;
  edit({
    label: name,
    text,
    hint: rangeText(name),
    onDone(typed) {
      if (typed.trim() === '') return;
      const {value, problem} = checkValue(name, typed);
      if (value === undefined) steering.say(false, problem);
      else choose(tuning, name, value);
    },
  });
}

async function write({frame, chosen}: Tuning): Promise<void> {
  const {steering} = frame;
  const {settles} = steering.getState().draft ?? {};
  if (!(await changeTo(frame, chosen, settles && {settles}))) return;
  const {draft} = steering.getState();
  // What was chosen while it was being written stays.
  const left = Object.entries(draft?.values ?? {}).filter(
    ([name, value]) => chosen[name as ParameterName] !== value,
  );
  steering.draft(left.length > 0 ? {...draft, values: Object.fromEntries(left)} : undefined);
}
