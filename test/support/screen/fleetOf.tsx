import {vi} from 'vitest';
import type {Sample} from '../../../source/model/sample/sample.js';
import {createTheme, ThemeProvider} from '../../../source/screen/draw/theme.js';
import {FleetScreen} from '../../../source/screen/fleet/fleetScreen.js';
import type {UserScreen} from '../../../source/screen/settings/userScreen.js';
import {createHostFleet, type HostFleet} from '../../../source/session/fleet/hostFleet.js';
import {sampleOf} from '../../fixtures/sample.js';
import {createScriptedHost, type ScriptedHost} from '../hosts/scriptedHost.js';
import {type FakeTerminal, renderOn, settled, withParts} from './inkTerminal.js';
import {usualScreen} from './usualScreen.js';

export type FleetTerminal = FakeTerminal & {
  fleet: HostFleet;
  hosts: Readonly<Record<string, ScriptedHost>>;
  /** Takes a sample of every host, and waits until the screen shows it. */
  tick: () => Promise<void>;
  /** The rows of the list as they are. */
  rows: () => readonly string[];
  row: (name: string) => string;
  status: () => string;
};

type Options = {columns?: number; rows?: number; readOnly?: boolean; user?: UserScreen};

/** The fleet announces its changes once a second: here that second passes at once. */
async function sampled(fleet: HostFleet): Promise<void> {
  const announced = new Promise<void>((resolve) => {
    const unsubscribe = fleet.subscribe(() => {
      unsubscribe();
      resolve();
    });
  });
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
  fleet.sampleNow();
  await settled();
  vi.advanceTimersByTime(1000);
  vi.useRealTimers();
  await announced;
  await settled();
}

/** A fleet of scripted hosts on a screen. */
export async function startFleet(
  samples: Readonly<Record<string, Sample | Error>>,
  {columns = 120, rows = 30, readOnly = false, user = usualScreen()}: Options = {},
): Promise<FleetTerminal> {
  const hosts = Object.fromEntries(
    Object.entries(samples).map(([name, sample]) => [name, createScriptedHost(sample)]),
  );
  const fleet = createHostFleet(
    Object.entries(hosts).map(([name, host]) => ({name, host})),
    3600,
  );
  const terminal = renderOn(
    columns,
    rows,
    <ThemeProvider value={createTheme('none', true)}>
      <FleetScreen fleet={fleet} user={user} intervalSeconds={2} readOnly={readOnly} />
    </ThemeProvider>,
  );
  const tick = () => sampled(fleet);
  await tick();
  const listed = () => {
    const lines = terminal.lines();
    const headings = lines.findIndex((line) => /^ M {2}HOST/.test(line));
    const pane = lines.findIndex((line) => line.startsWith('──'));
    const end = pane === -1 ? -2 : pane;
    return lines.slice(headings + 1, end).filter((line) => line.trim() !== '');
  };
  const parts = {
    fleet,
    hosts,
    tick,
    rows: listed,
    row: (name: string) => listed().find((line) => line.slice(4).startsWith(`${name} `)) ?? '',
    status: () => terminal.lines().at(-2)?.trimEnd() ?? '',
  };
  return withParts(terminal, parts, fleet.stop);
}

/** A host that saves this many MiB; other changes as in `sampleOf`. */
export function saving(mebibytes: number, changes: Parameters<typeof sampleOf>[0] = {}): Sample {
  const pages = mebibytes * 256;
  return sampleOf({
    ...changes,
    ksm: {
      pages_sharing: pages,
      pages_shared: 10,
      full_scans: 9,
      general_profit: pages * 4096,
      ...changes.ksm,
    },
  });
}
