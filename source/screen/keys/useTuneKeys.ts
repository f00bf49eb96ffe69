import {findParameter, type Parameter, type ParameterName} from '../../kernel/ksm/parameters.js';
import {checkValue, rangeText, type Values} from '../../model/tuning/checkValue.js';
import {type Direction, stepValue} from '../../model/tuning/parameterSteps.js';
import type {Selection} from '../draw/useSelection.js';
import type {Frame} from '../frame/frameContext.js';
import {passesPanel} from './panelKeys.js';
import {findTuneAction, isSharedKey, type TuneAction} from './tuneKeys.js';
import {changeTo} from './tuningActions.js';
import {useKeys} from './useKeys.js';

type TunePanel = {
  frame: Frame;
  names: readonly ParameterName[];
  selection: Selection;
  present: Values;
  chosen: Values;
};

/** Handles the keys of the tuning panel: they select values, and Enter writes them. */
export function useTuneKeys(panel: TunePanel): void {
  const {frame, names, selection} = panel;
  useKeys('panel', (key) => {
    const action = findTuneAction(key);
    if (!action && (isSharedKey(key) || passesPanel(key))) return false;
    const name = names[selection.selected];
    const actions: TuneActions = name
      ? tuneActions(panel, name)
      : {drop: frame.back, close: frame.back};
    if (action && !actions[action]) return 'unused';
    if (action) actions[action]?.();
    else if (/^\d$/.test(key) && name) askForValue(panel, name, key);
    else return selection.move(key) || 'unused';
    return true;
  });
}

type TuneActions = Partial<Record<TuneAction, () => void>>;

function tuneActions(panel: TunePanel, name: ParameterName): TuneActions {
  const {frame, present, chosen} = panel;
  const {tuning, open, back} = frame;
  const parameter: Parameter | undefined = findParameter(name);
  const value = chosen[name] ?? present[name] ?? '';
  const anyChosen = Object.keys(chosen).length > 0;
  const step = (direction: Direction) => {
    const next = stepValue(name, value, direction);
    const limit = direction === 'up' ? 'highest' : 'lowest';
    if (next === undefined) tuning.say(false, `${name} is already at its ${limit} value.`);
    else choose(panel, name, next);
  };
  return {
    stepDown: () => step('down'),
    stepUp: () => step('up'),
    default: () => choose(panel, name, parameter?.defaultValue ?? value),
    toggle() {
      const next = stepValue(name, value, 'up') ?? stepValue(name, value, 'down');
      if (parameter?.type === 'integer' || next === undefined) {
        tuning.say(false, `${name} is a number: change it with ← →, or type it after Enter.`);
      } else choose(panel, name, next);
    },
    enter: () => (anyChosen ? void write(panel) : askForValue(panel, name, '')),
    drop: () => (anyChosen ? tuning.draft(undefined) : back()),
    presets: () => open({name: 'presets'}),
    changes: () => open({name: 'changes'}),
    close: back,
  };
}

/** Selects a value; selecting the present one drops the selection. */
function choose({frame, present, chosen}: TunePanel, name: ParameterName, value: string): void {
  const {[name]: _, ...others} = chosen;
  const values = value === present[name] ? others : {...others, [name]: value};
  frame.tuning.draft(Object.keys(values).length > 0 ? {values} : undefined);
}

/** Asks for a value of the selected parameter. */
export function askForSelected(panel: TunePanel): void {
  const name = panel.names[panel.selection.selected];
  if (name) askForValue(panel, name, '');
}

function askForValue(panel: TunePanel, name: ParameterName, text: string): void {
  const {tuning, edit} = panel.frame;
  edit({
    label: name,
    text,
    hint: rangeText(name),
    onDone(typed) {
      if (typed.trim() === '') return;
      const {value, problem} = checkValue(name, typed);
      if (value === undefined) tuning.say(false, problem);
      else choose(panel, name, value);
    },
  });
}

async function write({frame, chosen}: TunePanel): Promise<void> {
  const {tuning} = frame;
  const {settles} = tuning.getState().draft ?? {};
  if (!(await changeTo(frame, chosen, settles && {settles}))) return;
  const {draft} = tuning.getState();
  // Values that were selected during the write stay selected.
  const left = Object.entries(draft?.values ?? {}).filter(
    ([name, value]) => chosen[name as ParameterName] !== value,
  );
  tuning.draft(left.length > 0 ? {...draft, values: Object.fromEntries(left)} : undefined);
}
