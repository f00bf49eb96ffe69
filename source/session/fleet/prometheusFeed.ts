import type {PrometheusClient} from '../../prometheus/client.js';
import {hostModel} from '../../prometheus/hostModel.js';
import {hostQueries} from '../../prometheus/queries.js';
import {rangeOf} from '../../prometheus/ranges.js';
import type {Feed, FeedState} from '../feed.js';
import {createStore} from '../store.js';
import {createPoll} from './poll.js';

type WatchedHost = {
  /** The labels of its series. */
  host: Readonly<Record<string, string>>;
  name: string;
  rangeSeconds: number;
  intervalSeconds: number;
};

/** Points of each trend: as many as a wide screen shows. */
const trendPoints = 150;

/** Follows one host through the series that Prometheus has of it. */
export function createPrometheusFeed(
  client: PrometheusClient,
  {host, name, rangeSeconds, intervalSeconds}: WatchedHost,
): Feed {
  const queries = hostQueries(host);
  const store = createStore<FeedState>({});
  const poll = createPoll(store, readState, intervalSeconds);

  async function readState(): Promise<FeedState> {
    const {times, ...range} = rangeOf(rangeSeconds, trendPoints, Date.now() / 1000);
    const [all, cpuCount, cpuPercent, pagesScannedPerSecond, trends, containerTrends] =
      await Promise.all([
        client.query(queries.all),
        client.query(queries.cpuCount),
        client.query(queries.cpuPercent),
        client.query(queries.pagesScannedPerSecond),
        client.queryRange(queries.trends, range),
        client.queryRange(queries.containerTrends, range),
      ]);
    if (all.length === 0) throw new Error(`Prometheus has no recent values of ${name}.`);
    const answers = {
      ...{all, cpuCount, cpuPercent, pagesScannedPerSecond},
      ...{trends, containerTrends, times},
    };
    const receivedMs = Date.now();
    return {model: hostModel(name, answers, receivedMs), receivedMs};
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    started: poll.started,
    setInterval: poll.setInterval,
    sampleNow: poll.pollNow,
    stop: poll.stop,
  };
}
