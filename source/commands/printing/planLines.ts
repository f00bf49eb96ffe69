import type {ParameterName} from '../../kernel/ksm/parameters.js';
import type {Model} from '../../model/model.js';
import {valuesAfter} from '../../model/tuning/changeCosts.js';
import type {Values} from '../../model/tuning/checkValue.js';
import {forecast} from '../../model/tuning/forecast.js';
import {forecastText} from '../../model/tuning/forecastText.js';
import type {Plan} from '../../model/tuning/plan.js';
import {valueText} from '../../model/tuning/valueText.js';

/** A plan as text: the writes in order, their forecast, notes and costs. */
export function planLines(model: Model, plan: Plan, wanted: Values): string[] {
  const writes = plan.writes.map(({name, from, to}) => [
    name,
    `${valueText(name, from)} → ${valueText(name, to)}`,
  ]);
  const written = new Set<string>(plan.writes.map(({name}) => name));
  const unchanged = (Object.entries(wanted) as Array<[ParameterName, string]>)
    .filter(([name]) => !written.has(name))
    .map(([name, value]) => [name, `already ${valueText(name, value)}`]);
  const expected = forecastText(forecast(model, valuesAfter(model.sample, plan.writes)));
  return [
    ...columns([...writes, ...unchanged]),
    ...(expected && writes.length > 0 ? [`Forecast: ${expected}.`] : []),
    ...plan.notes,
    ...plan.costs,
  ];
}

function columns(rows: ReadonlyArray<readonly string[]>): string[] {
  const width = Math.max(0, ...rows.map(([name = '']) => name.length)) + 2;
  return rows.map(([name = '', value = '']) => name.padEnd(width) + value);
}
