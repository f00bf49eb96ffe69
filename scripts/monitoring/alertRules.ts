import {adviceTable} from '../../source/model/advice/ruleTable.js';

export type AlertRule = {
  alert: string;
  /** In PromQL. */
  expr: string;
  /** How long it has to hold, in minutes. */
  forMinutes: number;
  severity: string;
  /** Sentences for a person, with the labels of the series in `{{ $labels.instance }}`. */
  summary: string;
  description: string;
};

const host = '{{ $labels.instance }}';

/** ksmtop writes every 15 seconds or so. */
const staleSeconds = 300;

/** Every warning of the advice table that a metric carries, and what only a monitor can see. */
export const alertRules: readonly AlertRule[] = [
  ...adviceTable
    .filter(({severity}) => severity === 'warning')
    .map(
      ({id, severity, reason}): AlertRule => ({
        alert: `Ksm${words(id)}`,
        expr: `ksm_advice{rule="${id}"} == 1`,
        forMinutes: 15,
        severity,
        summary: `KSM on ${host}: ${id.replaceAll('-', ' ')}`,
        description: `${reason} \`ksmtop doctor\` on the host lists figures and cures.`,
      }),
    ),
  {
    alert: 'KsmdGone',
    // Inside a container ksmd is never visible.
    expr: 'ksm_run == 1 and on (job, instance) last_over_time(ksm_ksmd_cpu_seconds_total[7d]) unless on (job, instance) ksm_ksmd_cpu_seconds_total',
    forMinutes: 5,
    severity: 'warning',
    summary: `KSM on ${host}: ksmd is gone`,
    description:
      'run is 1, but the process ksmd, seen within the last week, is no longer there: the kernel has ended it after a fault. The log of the kernel says why; a reboot starts it again.',
  },
  {
    alert: 'KsmMetricsStale',
    expr: `time() - ksm_sample_timestamp_seconds > ${staleSeconds}`,
    forMinutes: 5,
    severity: 'warning',
    summary: `KSM on ${host}: metrics are old`,
    description:
      'The file of ksmtop is no longer replaced, and its figures are of the past. `systemctl status ksmtop-metrics` on the host says why.',
  },
  {
    alert: 'KsmMetricsMissing',
    expr: 'ksm_sample_timestamp_seconds offset 1h unless ksm_sample_timestamp_seconds and on (job, instance) up == 1',
    forMinutes: 5,
    severity: 'warning',
    summary: `KSM on ${host}: metrics are missing`,
    description:
      'An hour ago there were metrics of ksmtop, now there are none, although the exporter answers.',
  },
];

/** As alerts are named: `host-losing` is `HostLosing`. */
function words(id: string): string {
  return id.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The file for `rule_files` of Prometheus. Strings are JSON, which YAML reads as such. */
export function alertRulesYaml(): string {
  const rules = alertRules.map(
    ({alert, expr, forMinutes, severity, summary, description}) => `      - alert: ${alert}
        expr: ${JSON.stringify(expr)}
        for: ${forMinutes}m
        labels:
          severity: ${severity}
        annotations:
          summary: ${JSON.stringify(summary)}
          description: ${JSON.stringify(description)}
`,
  );
  return `# Alerts on what ksmtop exports, made from its table of advice by \`npm run docs\`.
groups:
  - name: ksmtop
    rules:
${rules.join('')}`;
}
