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

/**
 * The exposition format of Prometheus, version 0.0.4, because that is all that the textfile
 * collector of node_exporter and promtool read: the TYPE line of a counter has `_total` in its
 * name, and there are no time stamps. To that format the last line is a comment; where the same
 * text is served as OpenMetrics, it is the end mark that Prometheus asks for.
 */
export function exposition(families: readonly MetricFamily[]): string {
  return `${families.map(familyText).join('')}# EOF\n`;
}

/** A family without samples is left out whole. */
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

/** Only `\`, `"` and newline have escapes; what steers terminals, newline too, is shown as `?`. */
function escapeLabel(value: string): string {
  return showUntrusted(value).replace(/[\\"]/g, '\\$&');
}
