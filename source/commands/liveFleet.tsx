import {setTimeout} from 'node:timers/promises';
import {createSshHost} from '../host/ssh/sshHost.js';
import {tenantPattern} from '../model/map/tenants.js';
import {themeOf} from '../screen/draw/theme.js';
import {FleetScreen} from '../screen/fleet/fleetScreen.js';
import {show} from '../screen/frame/show.js';
import {thresholdsFrom} from '../screen/settings/siteThresholds.js';
import {createHostFleet} from '../session/fleet/hostFleet.js';
import {type CommandLine, delaySeconds, mountsOf} from './options/command.js';
import {endSession, holdSignals, pendingIn} from './running/endSession.js';
import {sayLeftOptedIn} from './running/leftOptedIn.js';
import {collectEarly} from './running/smallHeap.js';
import {readSettings, screenOf, wantsMouse} from './settings/userSettings.js';

const usualSeconds = 2;

/** Shows several hosts on one screen until the user quits. */
export async function fleet(line: CommandLine, names: readonly string[]): Promise<number> {
  collectEarly();
  const settings = await readSettings();
  const intervalSeconds = delaySeconds(line, usualSeconds);
  const mounts = mountsOf(line);
  const sudo = line.options.sudo === true;
  const hosts = names.map((name) => ({
    name,
    host: createSshHost({destination: name, sudo, mounts}),
  }));
  // Without password prompts: dozens of hosts could ask at once. The row of a host shows its error.
  for (const {host} of hosts) host.connect(false).catch(() => {});
  const watched = createHostFleet(
    hosts,
    intervalSeconds,
    thresholdsFrom(settings.values),
    tenantPattern(settings.values['map.tenants']),
  );
  await Promise.race([watched.started, setTimeout(100)]);
  const signals = holdSignals(...[...watched.tunings.values()].map(pendingIn));
  await show(
    <FleetScreen
      fleet={watched}
      user={screenOf(settings, line.options)}
      intervalSeconds={intervalSeconds}
      readOnly={line.options.readOnly === true}
    />,
    themeOf(process.env, line.options.color !== false, settings.values.theme),
    {quit: signals.quit, mouse: wantsMouse(line.options, settings)},
  );
  watched.stop();
  await Promise.all([...watched.optingIns.values()].map((optingIn) => optingIn.stop()));
  await Promise.all(
    [...watched.tunings].map(([name, tuning]) => endSession(tuning, ` on ${name}`)),
  );
  await Promise.all(hosts.map(({host}) => host.close()));
  for (const [name, optingIn] of watched.optingIns) {
    sayLeftOptedIn(optingIn.getState().optedIn, name);
  }
  signals.release();
  return 0;
}
