import {verdictTable} from '../../source/model/derive/verdictTable.js';
import {type PanelDescription, type Section, sections} from './panels.js';

/** The schema of dashboards of Grafana 10; later versions read it, too. */
const schemaVersion = 39;
const screenColumns = 24;

const datasource = {type: 'prometheus', uid: '$datasource'};

const colors = {good: 'green', neutral: 'blue', warning: 'orange', bad: 'red'};

/** The dashboard as Grafana imports it. */
export function dashboardJson(): string {
  return `${JSON.stringify(dashboard(), undefined, 2)}\n`;
}

export function dashboard() {
  return {
    uid: 'ksmtop',
    title: 'Kernel Samepage Merging (ksmtop)',
    description: 'What KSM saves and costs, on hosts and in their containers.',
    tags: ['ksm', 'memory'],
    schemaVersion,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '1m',
    time: {from: 'now-6h', to: 'now'},
    timepicker: {},
    timezone: '',
    annotations: {list: []},
    links: [],
    templating: {list: [datasourceVariable, instanceVariable]},
    panels: layOut(sections),
  };
}

const datasourceVariable = {
  name: 'datasource',
  label: 'Prometheus',
  type: 'datasource',
  query: 'prometheus',
  hide: 0,
  refresh: 1,
};

const instanceVariable = {
  name: 'instance',
  label: 'Host',
  type: 'query',
  datasource,
  definition: 'label_values(ksm_run, instance)',
  query: {query: 'label_values(ksm_run, instance)', refId: 'instances'},
  refresh: 2,
  sort: 1,
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: {text: ['All'], value: ['$__all']},
  hide: 0,
};

/** Places panels line by line, below a heading for each section. */
function layOut(list: readonly Section[]) {
  let id = 1;
  let y = 0;
  return list.flatMap(({title, panels}) => {
    const heading = {
      id: id++,
      type: 'row',
      title,
      collapsed: false,
      gridPos: {x: 0, y: y++, w: screenColumns, h: 1},
      panels: [],
    };
    let x = 0;
    let lineHeight = 0;
    const placed = panels.map((described) => {
      const {width, height} = described;
      if (x + width > screenColumns) {
        y += lineHeight;
        x = 0;
        lineHeight = 0;
      }
      const panel = {id: id++, ...panelOf(described), gridPos: {x, y, w: width, h: height}};
      x += width;
      lineHeight = Math.max(lineHeight, height);
      return panel;
    });
    y += lineHeight;
    return [heading, ...placed];
  });
}

function panelOf({title, description, type, unit, queries}: PanelDescription) {
  const isInstant = type === 'table' || type === 'stat' || type === 'bargauge';
  return {
    type,
    title,
    description,
    datasource,
    targets: queries.map(({expr, legend}, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource,
      expr,
      legendFormat: legend,
      instant: isInstant,
      range: !isInstant,
      format: type === 'table' ? 'table' : 'time_series',
    })),
    fieldConfig: {defaults: {unit, ...fieldDefaults[type]}, overrides: []},
    options: options[type],
    transformations: type === 'table' ? [columnsOfAdvice] : [],
  };
}

const verdictMappings = [
  {
    type: 'value',
    options: Object.fromEntries(
      verdictTable.map(({word, tone}, index) => [
        String(index + 1),
        {text: word, color: colors[tone], index},
      ]),
    ),
  },
];

const fieldDefaults: Readonly<Record<PanelDescription['type'], object>> = {
  stat: {},
  timeseries: {custom: {lineWidth: 1, fillOpacity: 10, showPoints: 'never'}},
  bargauge: {min: 0},
  table: {},
  'state-timeline': {mappings: verdictMappings, custom: {fillOpacity: 80, lineWidth: 0}},
};

const lastValue = {calcs: ['lastNotNull'], fields: '', values: false};

const options: Readonly<Record<PanelDescription['type'], object>> = {
  stat: {reduceOptions: lastValue, colorMode: 'none', graphMode: 'none'},
  timeseries: {
    legend: {displayMode: 'list', placement: 'bottom', showLegend: true, calcs: []},
    tooltip: {mode: 'multi', sort: 'desc'},
  },
  bargauge: {reduceOptions: lastValue, orientation: 'horizontal', displayMode: 'basic'},
  table: {showHeader: true},
  'state-timeline': {
    mergeValues: true,
    showValue: 'auto',
    legend: {displayMode: 'list', placement: 'bottom', showLegend: false},
  },
};

/** Labels that say nothing to a person are left out. */
const columnsOfAdvice = {
  id: 'organize',
  options: {
    excludeByName: {Time: true, Value: true, __name__: true, job: true},
    indexByName: {instance: 0, severity: 1, rule: 2},
    renameByName: {},
  },
};
