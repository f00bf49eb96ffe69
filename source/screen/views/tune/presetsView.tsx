import type {ParameterName} from '../../../kernel/ksm/parameters.js';
import type {Model} from '../../../model/model.js';
import type {Values} from '../../../model/tuning/checkValue.js';
import {forecast, observe} from '../../../model/tuning/forecast.js';
import {planChanges} from '../../../model/tuning/plan.js';
import {
  type Preset,
  presets,
  presetValues,
  type ScanGoal,
  usualGoal,
} from '../../../model/tuning/presets.js';
import {valueText} from '../../../model/tuning/valueText.js';
import {quoted} from '../../../text/quoted.js';
import {wrapWords} from '../../../text/wrap.js';
import {Line, paintLine} from '../../draw/line.js';
import type {Panel} from '../../draw/panelTitle.js';
import {SmallTable, type TableColumn, type TableRow} from '../../draw/smallTable.js';
import {type Style, useTheme} from '../../draw/theme.js';
import {useSelection} from '../../draw/useSelection.js';
import {type Frame, type TextPrompt, useFrame} from '../../frame/frameContext.js';
import type {ListedKey} from '../../keys/keyTable.js';
import {keysOf, passesPanel} from '../../keys/panelKeys.js';
import {useKeys} from '../../keys/useKeys.js';
import {rowsZone} from '../../mouse/rowsZone.js';
import {useZones} from '../../mouse/useZones.js';
import {ViewTitle} from '../viewTitle.js';
import {forecastColumns, forecastRow} from './tuneRows.js';

export const presetKeys: readonly ListedKey[] = [
  {action: 'choose', keys: ['enter'], bar: 'choose', priority: 9, meaning: 'Choose these values.'},
  ...keysOf('back', 'help'),
];

/** The presets with their forecasts; Enter takes one into the tuning panel. */
export function PresetsView() {
  const frame = useFrame();
  const theme = useTheme();
  const {model, width, top} = frame;
  const selection = useSelection(
    'presets',
    presets.map(({name}) => name),
  );
  const preset = presets[selection.selected];
  useKeys('panel', (key) => {
    if (key === 'enter' && preset) choose(frame, preset);
    else if (key === 'escape' || key === 'q' || key === 'p') frame.back();
    else if (passesPanel(key)) return false;
    else return selection.move(key) || 'unused';
    return true;
  });
  const rows = [
    {...forecastRow('', observe(model)), PRESET: ' now'},
    ...presets.map((each, index) =>
      presetRow(model, each, index === selection.selected ? theme.glyphs.selected : ' '),
    ),
  ];
  useZones('panel', [
    rowsZone(
      'presets',
      {top: top + headLines, width},
      {
        ...{rowOfLine: presets.map((_, index) => index), ...selection},
        open: () => preset && choose(frame, preset),
      },
    ),
  ]);
  const columns = presetColumns(theme.glyphs.selected);
  const texts = preset ? presetTexts(model, preset) : [];
  return (
    <>
      <ViewTitle name="presets" about={aboutOf(frame)} width={width} />
      <SmallTable rows={rows} columns={columns} />
      <Line text={' '.repeat(width)} />
      {texts.flatMap(([style, text]) =>
        wrapWords(text, width - 2).map((line) => (
          <Line key={line} text={paintLine(theme, [[style, ` ${line}`]], width)} />
        )),
      )}
    </>
  );
}

/** The title, the headings, and the row of now. */
const headLines = 3;

function presetColumns(marker: string): TableColumn[] {
  const style = (text: string): Style => (text.startsWith(marker) ? 'accent' : 'plain');
  const paces = forecastColumns.filter(({key}) => key !== 'KSMD' && key !== 'BASIS');
  return [{key: 'PRESET', width: 29, style}, ...paces];
}

function presetRow(model: Model, preset: Preset, marker: string): TableRow {
  const {value: values} = presetValues(preset, model);
  return {
    // Forecast as if ksmd ran, even while it is stopped.
    ...forecastRow('', values ? forecast(model, {...values, run: '1'}) : {}),
    PRESET: marker + preset.name + (isPresent(model, values) ? ' = now' : ''),
  };
}

/** Whether the host has all of these values already. */
function isPresent({sample}: Model, values: Values | undefined): boolean {
  const present = sample.ksm?.parameters ?? {};
  const wanted = Object.entries(values ?? {});
  return (
    wanted.length > 0 && wanted.every(([name, value]) => present[name as ParameterName] === value)
  );
}

function presetTexts(model: Model, preset: Preset): Array<readonly [Style, string]> {
  const {value: values, problem} = presetValues(preset, model);
  const planned = values ? planChanges(model, values) : {problem};
  const writes = planned.value?.writes.map(
    ({name, from, to}) => `${name} ${valueText(name, from)} → ${valueText(name, to)}`,
  );
  return [
    ['plain', preset.meaning],
    ...(planned.problem === undefined ? [] : ([['warning', planned.problem]] as const)),
    ...(writes ? ([['plain', writes.join(', ') || 'Nothing to change.']] as const) : []),
    ...(planned.value?.costs ?? []).map((cost) => ['warning', cost] as const),
  ];
}

function aboutOf({readOnlyReason}: Frame): Panel['about'] {
  return readOnlyReason === undefined
    ? ['dim', 'chosen here, written by Enter in the tuning panel']
    : ['warning', `read-only: ${readOnlyReason}`];
}

/** Asks first where the preset needs a goal. */
function choose(frame: Frame, preset: Preset): void {
  if (typeof preset.values !== 'function') {
    draft(frame, preset, usualGoal);
    return;
  }
  const refuse = (problem: string) => frame.tuning.say(false, problem);
  frame.edit(goalPrompt((goal) => draft(frame, preset, goal), refuse));
}

/** Asks for the goal of a preset. */
export function goalPrompt(
  take: (goal: ScanGoal) => void,
  refuse: (problem: string) => void,
): TextPrompt {
  return {
    label: 'seconds per full scan, CPU limit in percent of a core',
    text: `${usualGoal.scanSeconds} ${usualGoal.cpuPercent}`,
    hint: 'for example 60 20',
    onDone(text) {
      const goal = parseGoal(text);
      if (goal) take(goal);
      else refuse(`Type seconds and percent, for example 60 20, not ${quoted(text)}.`);
    },
  };
}

/** As `60 20`: seconds, percent of a core. */
function parseGoal(text: string): ScanGoal | undefined {
  const match = /^\s*(\d{1,6})\s+(\d{1,3})\s*%?\s*$/.exec(text);
  const [scanSeconds, cpuPercent] = [Number(match?.[1]), Number(match?.[2])];
  const possible = scanSeconds >= 1 && cpuPercent >= 1 && cpuPercent <= 100;
  return possible ? {scanSeconds, cpuPercent} : undefined;
}

function draft({model, tuning, back}: Frame, preset: Preset, goal: ScanGoal): void {
  const {value: values, problem} = presetValues(preset, model, goal);
  if (isPresent(model, values) && !preset.settles) {
    tuning.say(true, `${preset.name} is set already; nothing to write.`);
  } else if (values) {
    tuning.draft({values, ...(preset.settles && {settles: preset.settles})});
    back();
  } else {
    tuning.say(false, problem);
  }
}
