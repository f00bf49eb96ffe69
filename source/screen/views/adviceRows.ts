import type {Advice} from '../../model/advice/advice.js';
import {adviceTable} from '../../model/advice/ruleTable.js';
import {containerName} from '../../model/derive/containers.js';
import {findProcess} from '../../model/derive/processes.js';
import type {Model} from '../../model/model.js';
import {forecast} from '../../model/tuning/forecast.js';
import {forecastText} from '../../model/tuning/forecastText.js';
import {valueText} from '../../model/tuning/valueText.js';
import {showUntrusted} from '../../text/untrusted.js';
import {wrapShell} from '../../text/wrapShell.js';
import type {TableRow} from '../draw/smallTable.js';

/** The rows of one advice: what was found, its cure, what Enter does, and why it matters. */
export function adviceRows(
  model: Model,
  advice: Advice,
  {marker, width, isReadOnly}: {marker: string; width: number; isReadOnly: boolean},
): TableRow[] {
  const {rule, severity, text, cure, values} = advice;
  const reason = adviceTable.find(({id}) => id === rule)?.reason;
  const expected = values && forecastText(forecast(model, values));
  const changes = advice.values ?? advice.optIn;
  const enter = isReadOnly && changes ? undefined : enterText(model, advice);
  return [
    {WHAT: `${marker}${severity}`, ADVICE: showUntrusted(text)},
    ...cureLines(cure, width).map((line, index) => ({
      WHAT: index === 0 ? '   cure' : '',
      ADVICE: line,
    })),
    ...(expected ? [{WHAT: '   then', ADVICE: expected}] : []),
    ...(enter ? [{WHAT: '   Enter', ADVICE: enter}] : []),
    ...(reason ? [{WHAT: '   why', ADVICE: reason}] : []),
    {},
  ];
}

/** To paste as they are: a line that is broken for this width is joined again by the shell. */
export function cureLines(cure: string, width: number): string[] {
  return cure.split('\n').flatMap((line) => wrapShell(showUntrusted(line), width));
}

const panelTexts: Readonly<Record<NonNullable<Advice['panel']>, string>> = {
  changes: 'opens the changes in this session',
  guide: 'opens the guide for this host',
};

/** What Enter does; absent: nothing, as the cure is for a shell. */
function enterText(model: Model, {values, subject, panel, optIn}: Advice): string | undefined {
  if (values) return `asks, then sets ${changesText(model, values)}`;
  if (panel) return panelTexts[panel];
  if (!subject) return undefined;
  const {process, containerId} = subject;
  const found = process && findProcess(model.sample, process);
  if (found) {
    const name = showUntrusted(containerName(model.sample, found.container));
    return `opens process ${found.pid}, ${showUntrusted(found.command)} in ${name}`;
  }
  const row = model.containers?.find(({id}) => id === containerId);
  if (row && optIn) return `asks, then opts ${showUntrusted(row.name)} ${optIn}`;
  return row && `opens the processes of ${showUntrusted(row.name)}`;
}

/** As `pages_to_scan 1 000 → 170`. */
export function changesText({sample}: Model, values: NonNullable<Advice['values']>): string {
  const present = sample.ksm?.parameters ?? {};
  const names = Object.keys(values) as Array<keyof typeof values>;
  return names
    .map((name) => `${name} ${valueText(name, present[name])} → ${valueText(name, values[name])}`)
    .join(', ');
}
