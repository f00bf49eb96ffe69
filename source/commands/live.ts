import {thresholdsFrom} from '../screen/settings/siteThresholds.js';
import {createFeed, type Feed} from '../session/feed.js';
import {triallingOn, withReadings} from './liveTrial.js';
import {type CommandLine, delaySeconds} from './options/command.js';
import {keepHeapSmall} from './running/smallHeap.js';
import {fleetHosts} from './sampling/hostList.js';
import {openHost} from './sampling/openHost.js';
import {readSettings} from './settings/userSettings.js';

/** Shows the live screen until the user quits. */
export async function live(line: CommandLine): Promise<number> {
  keepHeapSmall();
  if (line.options.prometheus !== undefined) {
    return (await import('./prometheusFleet.js')).prometheus(line);
  }
  const hosts = fleetHosts(line);
  if (hosts) return (await import('./liveFleet.js')).fleet(line, hosts);
  const settings = await readSettings();
  const intervalSeconds = delaySeconds(line, settings.values.interval_seconds);
  const host = await openHost(line);
  const trialling = triallingOn(host, () => feed);
  const sampled = trialling ? withReadings(host, trialling) : host;
  const feed: Feed = createFeed(sampled, intervalSeconds, 0, thresholdsFrom(settings.values));
  try {
    // Loaded while the first sample is read: the children that read take as long to start.
    const {showLive} = await import('./showLive.js');
    return await showLive(line, {settings, host, feed, trialling, intervalSeconds});
  } finally {
    // Also after an error: otherwise sampling would continue with no screen.
    feed.stop();
  }
}
