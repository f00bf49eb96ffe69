import {showUntrusted} from '../text/untrusted.js';

export type MetricFamily = {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  samples: readonly MetricSample[];
};

export type MetricSample = {
  labels?: Readonly<Record<string, string>>;
  /** Absent: the sample is left out. */
  value: string | undefined;
};

export function gauge(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return {name, type: 'gauge', help, samples};
}

/** A condition as a value. */
export function flag(isSet: boolean): string {
  return isSet ? '1' : '0';
}

/**
 * The text exposition format of Prometheus, version 0.0.4, the only one that node_exporter's
 * textfile collector and promtool read: the TYPE line of a counter includes `_total`, and there are
 * no timestamps. The last line is a comment there, and the required end mark in OpenMetrics.
 */
export function exposition(families: readonly MetricFamily[]): string {
  return `${families.map(familyText).join('')}# EOF\n`;
}

/** A family without samples is left out. */
function familyText({name, type, help, samples}: MetricFamily): string {
  const lines = samples.flatMap(({labels, value}) =>
    value === undefined ? [] : [`${name}${labelText(labels)} ${value}\n`],
  );
  if (lines.length === 0) return '';
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelText(labels: MetricSample['labels'] = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Only `\`, `"` and newline have escapes; what could control a terminal is shown as `?`. */
function escapeLabel(value: string): string {
  return showUntrusted(value).replace(/[\\"]/g, '\\$&');
}
