import {useSyncExternalStore} from 'react';
import type {ParameterName} from '../../../kernel/ksm/parameters.js';
import type {Model} from '../../../model/model.js';
import type {Values} from '../../../model/tuning/checkValue.js';
import {forecast, observe, sameScanSettings} from '../../../model/tuning/forecast.js';
import {pendingWrites, type TuningState} from '../../../session/tuningState.js';
import {countOf} from '../../../text/count.js';
import {Line, paintLine} from '../../draw/line.js';
import {windowStart} from '../../draw/list/list.js';
import type {Panel} from '../../draw/panelTitle.js';
import {SmallTable, type TableRow} from '../../draw/smallTable.js';
import {useTheme} from '../../draw/theme.js';
import {useSelection} from '../../draw/useSelection.js';
import {useFrame} from '../../frame/frameContext.js';
import {askForSelected, useTuneKeys} from '../../keys/useTuneKeys.js';
import {rowsZone} from '../../mouse/rowsZone.js';
import {useZones} from '../../mouse/useZones.js';
import {ViewTitle} from '../viewTitle.js';
import {tuneFacts} from './tuneFacts.js';
import {
  forecastColumns,
  forecastRow,
  parameterColumns,
  parameterRow,
  presentParameters,
} from './tuneRows.js';

/** Every parameter, the forecast of other values, and the keys to write them. */
export function TuneView() {
  const frame = useFrame();
  const theme = useTheme();
  const {model, width, height, top, tuning} = frame;
  const state = useSyncExternalStore(tuning.subscribe, tuning.getState);
  const present = {...model.sample.ksm?.parameters, ...tuning.present()};
  const chosen = state.draft?.values ?? {};
  const names = presentParameters(present);
  const selection = useSelection('tune', names);
  const {selected} = selection;
  const panel = {frame, names, selection, present, chosen};
  useTuneKeys(panel);

  const facts = tuneFacts(frame, names[selected], {present, chosen});
  const forecasts = forecastRows(model, state, {present, chosen});
  const fixed = facts.length + forecasts.length + 3;
  const page = Math.max(3, Math.min(names.length, height - fixed));
  const start = windowStart(0, selected, page, names.length);
  const rows = names.slice(start, start + page).map((name, index) =>
    parameterRow(name, {
      present,
      chosen,
      marker: start + index === selected ? theme.glyphs.selected : ' ',
    }),
  );
  useZones('panel', [
    rowsZone(
      'tune',
      {top: top + headLines, width},
      {
        ...{rowOfLine: rows.map((_, line) => start + line), ...selection},
        // Enter may write; a click does not.
        open: () => askForSelected(panel),
      },
    ),
  ]);
  const gap = height >= page + fixed + 2 ? <Line text={' '.repeat(width)} /> : null;
  return (
    <>
      <ViewTitle
        name="tune"
        about={hintOf(state, {present, chosen}, frame.readOnlyReason)}
        width={width}
      />
      <SmallTable rows={rows} columns={parameterColumns(width, theme.glyphs.selected)} />
      {gap}
      {facts.map(({style, text}) => (
        <Line key={text} text={paintLine(theme, [[style, ` ${text}`]], width)} />
      ))}
      {gap}
      <SmallTable rows={forecasts} columns={forecastColumns} />
    </>
  );
}

/** The title and the headings. */
const headLines = 2;

/** What becomes of the chosen values. */
function hintOf(
  state: TuningState,
  {present, chosen}: {present: Values; chosen: Values},
  readOnlyReason: string | undefined,
): Panel['about'] {
  if (readOnlyReason !== undefined) return ['warning', `read-only: ${readOnlyReason}`];
  const names = Object.keys(chosen) as ParameterName[];
  const count = names.filter((name) => chosen[name] !== present[name]).length;
  if (count > 0) return ['warning', `${countOf(count, 'value')} chosen: Enter writes, Esc drops`];
  const pending = pendingWrites(state).length;
  if (pending === 0) return ['dim', 'values are written only by Enter'];
  return ['warning', `${countOf(pending, 'value')} being written: see below`];
}

/** The present pace of ksmd, and the forecast for the chosen values or after the last change. */
function forecastRows(
  model: Model,
  {expectation}: TuningState,
  {present, chosen}: {present: Values; chosen: Values},
): TableRow[] {
  const rows = [forecastRow('now', observe(model))];
  if (Object.keys(chosen).length > 0) {
    const runs = (chosen.run ?? present.run) === '1';
    const expected = forecast(model, {...present, ...chosen, run: '1'});
    rows.push(forecastRow(runs ? 'chosen' : 'if it ran', expected));
  } else if (
    expectation?.forecast.pagesPerSecond &&
    sameScanSettings(expectation.values, present)
  ) {
    rows.push(forecastRow('expected', expectation.forecast));
  }
  return rows;
}
