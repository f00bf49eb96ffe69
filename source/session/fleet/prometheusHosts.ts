import type {FleetRow} from '../../model/fleet/fleetModel.js';
import type {PrometheusClient, Series} from '../../prometheus/client.js';
import {fleetRows, hostsIn} from '../../prometheus/fleetRows.js';
import {type FleetFigure, fleetQueries, trendQuery} from '../../prometheus/queries.js';
import {rangeOf, stepRange} from '../../prometheus/ranges.js';
import {noEstimating} from '../estimating.js';
import type {Feed} from '../feed.js';
import {noMapping} from '../mapping.js';
import {createStore} from '../store.js';
import {createTuning} from '../tuning.js';
import type {Fleet, FleetState} from './fleet.js';
import {createPoll} from './poll.js';
import {createPrometheusFeed} from './prometheusFeed.js';

type PrometheusFleetOptions = {intervalSeconds: number; rangeSeconds: number};

/** Points of a trend in the list. */
const trendPoints = 30;

const none =
  'Prometheus has no KSM series: run node_exporter with --collector.ksmd, or ksmtop print --format openmetrics for its textfile collector.';

/** All hosts that a Prometheus knows: one query per figure, not per host. */
export function createPrometheusFleet(
  client: PrometheusClient,
  options: PrometheusFleetOptions,
): Fleet & {started: Promise<void>} {
  let {rangeSeconds, intervalSeconds} = options;
  const store = createStore<FleetState>({rows: [], rangeSeconds});
  let opened: Feed | undefined;
  /** Labels of each host by its id, lost hosts included. */
  let labels: ReadonlyMap<string, Series['labels']> = new Map();
  const poll = createPoll(store, readState, intervalSeconds);

  async function readState(): Promise<FleetState> {
    const rows = await readRows();
    const error = rows.length === 0 ? {error: none} : {};
    return {rows, timeMs: Date.now(), rangeSeconds, ...error};
  }

  async function readRows(): Promise<FleetRow[]> {
    const {times, ...range} = rangeOf(rangeSeconds, trendPoints, Date.now() / 1000);
    const names = Object.keys(fleetQueries) as FleetFigure[];
    const [trend, ...series] = await Promise.all([
      client.queryRange(trendQuery, range),
      ...names.map((name) => client.query(fleetQueries[name])),
    ]);
    const figures = Object.fromEntries(
      names.map((name, index) => [name, series[index] ?? []]),
    ) as Record<FleetFigure, readonly Series[]>;
    const rows = fleetRows({figures, trend, times}, store.getState().rows, Date.now());
    const found = hostsIn({figures, trend});
    labels = new Map(rows.map(({id}) => [id, found.get(id) ?? labels.get(id) ?? {instance: id}]));
    return rows;
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    started: poll.started,
    setInterval(seconds) {
      intervalSeconds = seconds;
      poll.setInterval(seconds);
    },
    sampleNow: poll.pollNow,
    readOnlyReason: 'seen through Prometheus',
    changeRange(step) {
      rangeSeconds = stepRange(rangeSeconds, step);
      store.set({...store.getState(), rangeSeconds});
      poll.pollNow();
    },
    open(id) {
      const name = store.getState().rows.find((row) => row.id === id)?.name;
      const host = labels.get(id);
      if (name === undefined || !host) return undefined;
      const feed = createPrometheusFeed(client, {host, name, rangeSeconds, intervalSeconds});
      opened = feed;
      return {
        feed,
        tuning: createTuning({write: refuse}, feed),
        // Prometheus knows no processes.
        inspect: async () => undefined,
        estimating,
        mapping,
        close: feed.stop,
      };
    },
    stop() {
      opened?.stop();
      poll.stop();
      client.stop();
    },
  };
}

const noMemory = 'Prometheus does not give access to the memory of processes';
const estimating = noEstimating(noMemory);
const mapping = noMapping(noMemory);

/** Never called: every key that writes is disabled. */
async function refuse() {
  return {errno: 'EROFS', elapsedSeconds: 0};
}
