import {setTimeout} from 'node:timers/promises';
import {planBootFiles, writeBootFile} from '../host/local/bootFiles.js';
import {tenantPattern} from '../model/map/tenants.js';
import {themeOf} from '../screen/draw/theme.js';
import {App} from '../screen/frame/app.js';
import type {Boot} from '../screen/frame/frameContext.js';
import {show} from '../screen/frame/show.js';
import {createEstimating} from '../session/estimating.js';
import type {Feed} from '../session/feed.js';
import {createMapping} from '../session/mapping.js';
import {changerOf} from '../session/optIn/changerOf.js';
import {createOptingIn} from '../session/optIn/optingIn.js';
import type {Trialling} from '../session/trial/trialling.js';
import {createTuning} from '../session/tuning.js';
import {followTrials, leaveTrial, nextModelOf, pendingTrial} from './liveTrial.js';
import type {CommandLine} from './options/command.js';
import {endSession, holdSignals, pendingIn} from './running/endSession.js';
import {sayLeftOptedIn} from './running/leftOptedIn.js';
import type {OpenedHost} from './sampling/openHost.js';
import {screenOf, type UserSettings, wantsMouse} from './settings/userSettings.js';

const bootOfThisMachine: Boot = {
  plan: (values) => planBootFiles('/', values),
  write: writeBootFile,
};

/** What runs before the screen is there. */
export type LiveSession = {
  settings: UserSettings;
  host: OpenedHost;
  feed: Feed;
  /** Absent: no trials are possible on this host. */
  trialling: Trialling | undefined;
  intervalSeconds: number;
};

/** Shows the screen of a session until the user quits, and ends the session. */
export async function showLive(
  line: CommandLine,
  {settings, host, feed, trialling, intervalSeconds}: LiveSession,
): Promise<number> {
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
  const shown = await show(
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
    await leaveTrial(trialling, !signals.quit.aborted && shown === 'quit');
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
  return shown === 'quit' ? 0 : 1;
}
