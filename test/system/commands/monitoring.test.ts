import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type AlertRule, alertRules} from '../../../scripts/monitoring/alertRules.js';
import {dashboard} from '../../../scripts/monitoring/dashboard.js';
import {verdictTable} from '../../../source/model/derive/verdictTable.js';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {negativeProfit} from '../../fixtures/kernels/negative-profit.js';
import {type TreeFiles, writeTree} from '../../fixtures/tree.js';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun, run} from '../../support/run.js';
import {until} from '../../support/until.js';
import {ksmtopProgram} from '../harness/ksmtop.js';
import {startNodeExporter, startPrometheus} from '../harness/prometheus.js';
import {start} from '../harness/running.js';

/* What is in contrib/ for Prometheus and Grafana, tried with the programs that read it. */

const rules = join(import.meta.dirname, '../../../contrib/prometheus/ksmtop-alerts.yaml');

/** Series of `promtool test rules`, a value per minute. */
type Series = Readonly<Record<string, string>>;
type Cases = {evalMinutes: number; firing: Series; quiet: Series};

const labels = 'instance="hn1",job="node"';

/** The alerts that do not come from the table of advice. */
const ownCases: Readonly<Record<string, Cases>> = {
  KsmdGone: {
    evalMinutes: 20,
    firing: {
      [`ksm_run{${labels}}`]: '1x40',
      [`ksm_ksmd_cpu_seconds_total{${labels}}`]: '0+1x5 _x35',
    },
    quiet: {
      [`ksm_run{${labels}}`]: '1x40',
      [`ksm_ksmd_cpu_seconds_total{${labels}}`]: '0+1x40',
      // In a container it was never seen.
      'ksm_run{instance="guest",job="node"}': '1x40',
    },
  },
  KsmMetricsStale: {
    evalMinutes: 20,
    firing: {[`ksm_sample_timestamp_seconds{${labels}}`]: '0x40'},
    quiet: {[`ksm_sample_timestamp_seconds{${labels}}`]: '0+60x40'},
  },
  KsmMetricsMissing: {
    evalMinutes: 90,
    firing: {
      [`ksm_sample_timestamp_seconds{${labels}}`]: '0+60x70',
      [`up{${labels}}`]: '1x120',
    },
    // The whole host is down: others report that.
    quiet: {
      [`ksm_sample_timestamp_seconds{${labels}}`]: '0+60x70',
      [`up{${labels}}`]: '1x70 0x50',
    },
  },
};

function casesOf({alert, expr}: AlertRule): Cases {
  const own = ownCases[alert];
  if (own) return own;
  const [, rule = ''] = /rule="([\w-]+)"/.exec(expr) ?? [];
  const series = `ksm_advice{rule="${rule}",severity="warning",${labels}}`;
  // Advice that comes for some minutes, and goes again.
  return {evalMinutes: 20, firing: {[series]: '1x40'}, quiet: {[series]: '1x10 _x30'}};
}

function ruleTest(rule: AlertRule, name: 'firing' | 'quiet') {
  const {evalMinutes, [name]: series} = casesOf(rule);
  const [, id] = /rule="([\w-]+)"/.exec(rule.expr) ?? [];
  const expected = {
    exp_labels: {instance: 'hn1', job: 'node', severity: rule.severity, ...(id && {rule: id})},
    exp_annotations: {
      summary: rule.summary.replace('{{ $labels.instance }}', 'hn1'),
      description: rule.description,
    },
  };
  return {
    name: `${rule.alert}, ${name}`,
    interval: '1m',
    input_series: Object.entries(series).map(([of, values]) => ({series: of, values})),
    alert_rule_test: [
      {
        eval_time: `${evalMinutes}m`,
        alertname: rule.alert,
        exp_alerts: name === 'firing' ? [expected] : [],
      },
    ],
  };
}

describe.skipIf(missing('alerts', 'promtool'))('the alerts', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'ksmtop-alerts-'));
  });
  afterAll(() => rmSync(directory, {recursive: true}));

  test('are rules that promtool accepts', async () => {
    const checked = await mustRun(program('promtool', 'check', 'rules', '--lint-fatal', rules));
    expect(checked).toContain(`SUCCESS: ${alertRules.length} rules found`);
  });

  test('fire, and are quiet otherwise', async () => {
    const file = join(directory, 'tests.yaml');
    const tests = alertRules.flatMap((rule) => [ruleTest(rule, 'firing'), ruleTest(rule, 'quiet')]);
    expect(tests).toHaveLength(2 * alertRules.length);
    writeFileSync(file, JSON.stringify({rule_files: [rules], evaluation_interval: '1m', tests}));
    const {code, stdout, stderr} = await run(program('promtool', 'test', 'rules', file));
    expect({code, stderr}, stdout).toEqual({code: 0, stderr: ''});
  });
});

describe.skipIf(missing('dashboard', 'prometheus', 'nodeExporter'))('the dashboard', () => {
  test('shows something in each panel for two hosts of ksmtop', async () => {
    using saving = writeTree(kernel6_18.files);
    using losing = writeTree(negativeProfit.files);
    await using first = await startNodeExporter();
    await using other = await startNodeExporter();
    const print = (tree: typeof saving, directory: string) =>
      start(
        ksmtopProgram(
          ...['print', '--format', 'openmetrics', '-d', '0.2'],
          ...['--output', join(directory, 'ksmtop.prom')],
          ...['--procfs', tree.procfs, '--sysfs', tree.sysfs],
        ),
      );
    await using _first = await print(saving, first.textfiles);
    await using _other = await print(losing, other.textfiles);
    await using prometheus = await startPrometheus(
      first.address,
      JSON.stringify({
        global: {scrape_interval: '250ms', scrape_timeout: '250ms'},
        rule_files: [rules],
        scrape_configs: [
          {job_name: 'test', static_configs: [{targets: [first.address, other.address]}]},
        ],
      }),
    );
    for (const {textfiles} of [first, other]) {
      const file = join(textfiles, 'ksmtop-estimate.prom');
      const words = ['estimate', '--format', 'openmetrics', '--output', file];
      await mustRun(ksmtopProgram(...words, String(process.pid)));
    }
    // What a scan takes and costs is known once ksmd has done some.
    let scans = 0;
    const scan = () => saving.update(afterScans(kernel6_18.files, ++scans));
    await until('some full scans', async () => {
      scan();
      return (await prometheus.query('ksm_full_scan_seconds')).length > 0;
    });
    const queries = dashboard().panels.flatMap((panel) =>
      'targets' in panel ? panel.targets.map(({expr}) => [panel.title, expr] as const) : [],
    );
    expect(queries.length).toBeGreaterThan(15);
    for (const [title, expr] of queries) {
      const expression = expr.replaceAll('$instance', '.*').replaceAll('$__rate_interval', '10s');
      await until(
        `${title}: ${expression}`,
        async () => (await prometheus.query(expression)).length > 0,
      );
    }
    const [, verdicts = ''] = queries.find(([title]) => title === 'Verdicts') ?? [];
    for (const {
      labels: {instance},
      value,
    } of await prometheus.query(verdicts.replaceAll('$instance', '.*'))) {
      const word = verdictTable[Number(value) - 1]?.word;
      const holds = `ksm_verdict{instance="${instance}",verdict="${word}"} == 1`;
      await until(holds, async () => (await prometheus.query(holds)).length === 1);
    }
    const ofAlerts = await Promise.all(alertRules.map(({expr}) => prometheus.query(expr)));
    expect(ofAlerts.flat().map(({labels: {rule}}) => rule)).toContain('host-losing');
  });
});

/** The figures of ksmd after so many scans, each of which takes a tick. */
function afterScans(files: TreeFiles, scans: number): TreeFiles {
  const [path = '', stat] =
    Object.entries(files).find(
      ([name, entry]) => /\/stat$/.test(name) && /\(ksmd\)/.test(`${entry}`),
    ) ?? [];
  const fields = `${stat}`.split(' ');
  const systemTicks = 14;
  fields[systemTicks] = String(1000 + scans);
  return {[path]: fields.join(' '), 'sys/kernel/mm/ksm/full_scans': `${1000 + scans}\n`};
}
