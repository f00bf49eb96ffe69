import {setTimeout} from 'node:timers/promises';
import {planBootFiles, writeBootFile} from '../host/local/bootFiles.js';
import {tenantPattern} from '../model/map/tenants.js';
import {themeOf} from '../screen/draw/theme.js';
import {App} from '../screen/frame/app.js';
import type {Boot} from '../screen/frame/frameContext.js';
import {show} from '../screen/frame/show.js';
import {thresholdsFrom} from '../screen/settings/siteThresholds.js';
import {createEstimating} from '../session/estimating.js';
import {createFeed, type Feed} from '../session/feed.js';
import {createMapping} from '../session/mapping.js';
import {changerOf} from '../session/optIn/changerOf.js';
import {createOptingIn} from '../session/optIn/optingIn.js';
import {createTuning} from '../session/tuning.js';
import {
  followTrials,
  leaveTrial,
  nextModelOf,
  pendingTrial,
  triallingOn,
  withReadings,
} from './liveTrial.js';
import {fleetHosts} from './sampling/hostList.js';
import {openHost} from './sampling/openHost.js';
import {readSettings, screenOf, wantsMouse} from './settings/userSettings.js';
import {type CommandLine, delaySeconds} from './shared/command.js';
import {endSession, holdSignals, pendingIn} from './shared/endSession.js';
import {sayLeftOptedIn} from './shared/leftOptedIn.js';
import {keepHeapSmall} from './shared/smallHeap.js';

const bootOfThisMachine: Boot = {
  plan: (values) => planBootFiles('/', values),
  write: writeBootFile,
};

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
  const tuning = createTuning(host, feed);
  const ownPid = line.hosts.length === 0 ? process.pid : undefined;
  const estimating =
    host.estimate && createEstimating(host.estimate, () => feed.getState().model, ownPid);
  const tenants = tenantPattern(settings.values['map.tenants']);
  const mapping = host.map && createMapping(host.map, () => feed.getState().model, tenants);
  const changer = changerOf(host, () => nextModelOf(feed));
  const optingIn =
    changer &&
    createOptingIn({
      changer,
      memoryLimits: host.memoryLimits,
      model: () => feed.getState().model,
    });
  if (trialling) followTrials(trialling, feed, host, tuning);
  // The first frame includes the first sample, unless that takes longer than this.
  await Promise.race([feed.started, setTimeout(100)]);
  const signals = holdSignals(pendingIn(tuning), ...(trialling ? [pendingTrial(trialling)] : []));
  await show(
    <App
      feed={feed}
      tuning={tuning}
      user={screenOf(settings, line.options)}
      inspect={host.inspect}
      surroundings={host.surroundings}
      {...(line.hosts.length === 0 && {boot: bootOfThisMachine})}
      estimating={estimating}
      mapping={mapping}
      optingIn={optingIn}
      trialling={trialling}
      intervalSeconds={intervalSeconds}
      readOnly={line.options.readOnly === true}
    />,
    themeOf(process.env, line.options.color !== false, settings.values.theme),
    {quit: signals.quit, mouse: wantsMouse(line.options, settings)},
  );
  if (trialling?.getState().phase === 'running') {
    await leaveTrial(trialling, !signals.quit.aborted);
  }
  feed.stop();
  estimating?.stop();
  mapping?.stop();
  await optingIn?.stop();
  const end = await endSession(tuning);
  await host.close();
  if (optingIn) sayLeftOptedIn(optingIn.getState().optedIn, line.hosts[0]);
  signals.release();
  // The child that unmerges finishes without this process.
  if (end === 'unmerging') process.exit(0);
  return 0;
}
