import {setTimeout} from 'node:timers/promises';
import {planBootFiles, writeBootFile} from '../host/bootFiles.js';
import {App} from '../screen/app.js';
import {createFeed} from '../screen/feed.js';
import type {Boot} from '../screen/frameContext.js';
import {lookOf} from '../screen/look.js';
import {show} from '../screen/show.js';
import {createSteering} from '../screen/steering.js';
import {delaySeconds} from './commandLine.js';
import type {CommandLine} from './commandTable.js';
import {endSitting, holdSignals} from './endSitting.js';
import {fleetHosts} from './hostList.js';
import {openHost} from './openHost.js';
import {fitRuntime} from './runtimeBySize.js';
import {UsageError} from './usageError.js';

const bootOfThisMachine: Boot = {
  plan: (values) => planBootFiles('/', values),
  write: writeBootFile,
};

/** The live screen, until the person at the keyboard leaves it. */
export async function live(line: CommandLine): Promise<number> {
  if (line.options.prometheus !== undefined) {
    return (await import('./prometheus.js')).prometheus(line);
  }
  if (line.options.range !== undefined) throw new UsageError('--range goes with --prometheus.');
  const hosts = fleetHosts(line);
  if (hosts) return (await import('./fleet.js')).fleet(line, hosts);
  const intervalSeconds = delaySeconds(line);
  const host = await openHost(line);
  const feed = createFeed(host, intervalSeconds);
  fitRuntime(feed);
  const steering = createSteering(host, feed);
  // The first sample takes a few milliseconds; a host that takes longer is waited for on screen.
  await Promise.race([feed.started, setTimeout(100)]);
  const signals = holdSignals(steering);
  await show(
    <App
      feed={feed}
      steering={steering}
      inspect={host.inspect}
      surroundings={host.surroundings}
      {...(line.hosts.length === 0 && {boot: bootOfThisMachine})}
      intervalSeconds={intervalSeconds}
      readOnly={line.options.readOnly === true}
    />,
    lookOf(process.env, line.options.color !== false),
    {leave: signals.leave},
  );
  feed.stop();
  const end = await endSitting(steering);
  await host.close();
  signals.release();
  // The process that unmerges needs nobody who waits for it.
  if (end === 'unmerging') process.exit(0);
  return 0;
}
