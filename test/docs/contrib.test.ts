import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {alertRules, alertRulesYaml} from '../../scripts/monitoring/alertRules.js';
import {dashboard, dashboardJson} from '../../scripts/monitoring/dashboard.js';
import {sections} from '../../scripts/monitoring/panels.js';
import {verdictTable} from '../../source/model/derive/verdictTable.js';
import {estimateMetrics} from '../../source/output/estimate/estimateMetrics.js';
import {hostFigures} from '../../source/output/hostFigures.js';
import {createMetricsWriter} from '../../source/output/openmetrics.js';
import {estimateOf} from '../fixtures/estimate.js';
import {hostileModel} from '../support/hosts/hostileNames.js';

const contrib = join(import.meta.dirname, '../../contrib');

test.each([
  ['grafana/ksmtop.json', dashboardJson()],
  ['prometheus/ksmtop-alerts.yaml', alertRulesYaml()],
])('contrib/%s is up to date; `npm run docs` updates it', async (name, text) => {
  await expect(text).toMatchFileSnapshot(join(contrib, name));
});

test('expressions name only metrics that ksmtop exports', () => {
  const groups = [{id: 'lxc:a', kind: 'lxc' as const, name: 'a', processes: []}];
  const exported = [
    createMetricsWriter(undefined, 10)(hostileModel()),
    estimateMetrics({timeMs: 0, groups, estimate: estimateOf(1)}),
  ].join('');
  const names = new Set([
    ...[...exported.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name),
    // Those of a host that was watched for some scans are missing there.
    ...hostFigures.filter(({isRate}) => !isRate).map(({name}) => `ksm_${name}`),
  ]);
  const expressions = [
    ...alertRules.map(({expr}) => expr),
    ...sections.flatMap(({panels}) => panels.flatMap(({queries}) => queries.map(({expr}) => expr))),
  ];
  const named = expressions.flatMap((expr) => expr.match(/\bksm_\w+/g) ?? []);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !names.has(name))).toEqual([]);
});

describe('the dashboard', () => {
  const {panels, schemaVersion} = dashboard();

  test('is of the schema of Grafana 10', () => expect(schemaVersion).toBe(39));

  test('has panels with numbers of their own, none above another', () => {
    expect(new Set(panels.map(({id}) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({gridPos: {x, y, w, h}}) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from(
        {length: w * h},
        (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`,
      );
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  test('knows every verdict', () => {
    for (const {word} of verdictTable) expect(dashboardJson()).toContain(`"text": "${word}"`);
  });
});

test('every alert has a name of its own, and says what to do', () => {
  expect(new Set(alertRules.map(({alert}) => alert)).size).toBe(alertRules.length);
  for (const {alert, description} of alertRules) {
    expect(alert).toMatch(/^Ksm[A-Za-z]+$/);
    expect(description).toMatch(/\.$/);
  }
});
