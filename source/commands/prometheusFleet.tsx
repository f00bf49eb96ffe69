import {setTimeout} from 'node:timers/promises';
import {credentialsIn, parseAddress} from '../prometheus/address.js';
import {createPrometheusClient} from '../prometheus/client.js';
import {parseRange, usualRangeSeconds} from '../prometheus/ranges.js';
import {themeOf} from '../screen/draw/theme.js';
import {FleetScreen} from '../screen/fleet/fleetScreen.js';
import {show} from '../screen/frame/show.js';
import {createPrometheusFleet} from '../session/fleet/prometheusHosts.js';
import {messageOf} from '../text/messageOf.js';
import {quoted} from '../text/quoted.js';
import {type CommandLine, delaySeconds} from './options/command.js';
import {optionTable} from './options/optionTable.js';
import {UsageError} from './options/usageError.js';
import {readSettings, screenOf, wantsMouse} from './settings/userSettings.js';

/** A common scrape interval. */
const usualSeconds = 15;

/** Shows the hosts that a Prometheus knows until the user quits. */
export async function prometheus(line: CommandLine): Promise<number> {
  refuseHostOptions(line);
  const intervalSeconds = delaySeconds(line, usualSeconds);
  const settings = await readSettings();
  const client = createPrometheusClient(addressOf(line));
  const fleet = createPrometheusFleet(client, {intervalSeconds, rangeSeconds: rangeOf(line)});
  // The first frame includes a fast answer.
  await Promise.race([fleet.started, setTimeout(150)]);
  await show(
    <FleetScreen
      fleet={fleet}
      user={screenOf(settings, line.options)}
      intervalSeconds={intervalSeconds}
      readOnly
    />,
    themeOf(process.env, line.options.color !== false, settings.values.theme),
    {mouse: wantsMouse(line.options, settings)},
  );
  fleet.stop();
  // A connection that is being made cannot be given up: to a host that drops it, for ten seconds.
  process.exit(0);
}

/** Nothing is read from the hosts themselves. */
function refuseHostOptions({hosts, options}: CommandLine): void {
  const {procfs, sysfs} = optionTable;
  const given = [
    ...(hosts.length > 0 ? ['--host'] : []),
    ...(options.hosts === undefined ? [] : ['--hosts']),
    ...(options.procfs === procfs.default ? [] : ['--procfs']),
    ...(options.sysfs === sysfs.default ? [] : ['--sysfs']),
  ];
  if (given.length === 0) return;
  throw new UsageError(`--prometheus supplies the hosts; omit ${given.join(' and ')}.`);
}

function addressOf({options}: CommandLine) {
  try {
    return parseAddress(String(options.prometheus), credentialsIn(process.env));
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function rangeOf({options: {range}}: CommandLine): number {
  const seconds = range === undefined ? usualRangeSeconds : parseRange(String(range));
  if (seconds !== undefined) return seconds;
  throw new UsageError(`--range needs a time such as 30m, 6h or 7d, not ${quoted(range)}.`);
}
