import {describe, expect, test} from 'vitest';
import {createPrometheusClient} from '../../../source/prometheus/client.js';
import {fleetQueries, trendQuery} from '../../../source/prometheus/queries.js';
import {createTheme, ThemeProvider} from '../../../source/screen/draw/theme.js';
import {FleetScreen} from '../../../source/screen/fleet/fleetScreen.js';
import {createPrometheusFleet} from '../../../source/session/fleet/prometheusHosts.js';
import {type Answer, type Asked, answering} from '../../support/prometheusAnswers.js';
import {type FakeTerminal, keyCodes, renderOn, settled} from '../../support/screen/inkTerminal.js';
import {usualScreen} from '../../support/screen/usualScreen.js';
import {until} from '../../support/until.js';

const names = (count: number) =>
  Array.from({length: count}, (_, index) => `hn${String(index).padStart(4, '0')}:9100`);

/** What a Prometheus with so many hosts answers; each saves a MiB more than the one before. */
function fleetOf(instances: readonly string[], {path, query, parameters}: Asked): Answer[] {
  const each = (value: (index: number) => number, labels = {}) =>
    instances.map((instance, index) => ({
      metric: {instance, ...labels},
      value: [0, String(value(index))],
    }));
  if (path.endsWith('query_range')) {
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(parameters.get(name)));
    return instances.map((instance, index) => {
      const values: Array<[number, string]> = [];
      for (let time = start ?? 0; time <= (end ?? 0); time += step ?? 1) {
        values.push([time, String(index)]);
      }
      return {metric: {instance, __name__: 'node_ksmd_pages_sharing'}, values};
    });
  }
  switch (query) {
    case fleetQueries.run:
      return each(() => 1);
    case fleetQueries.sharingPages:
      return each((index) => 256 * index);
    case fleetQueries.pageSizeBytes:
      return each(() => 4096);
    case fleetQueries.memoryBytes:
      return each(() => 2 ** 34);
    case fleetQueries.verdict:
      return each(() => 1, {verdict: 'saving'});
    default:
      return query.includes('__name__') && !query.startsWith('count')
        ? [
            {metric: {__name__: 'node_ksmd_run'}, value: [0, '1']},
            {metric: {__name__: 'node_ksmd_pages_sharing'}, value: [0, '77']},
          ]
        : [];
  }
}

type Screen = FakeTerminal & {refresh: () => Promise<void>};

async function startScreen(url: string, columns = 120, rows = 40): Promise<Screen> {
  const fleet = createPrometheusFleet(createPrometheusClient({url, headers: {}}), {
    ...{intervalSeconds: 3600, rangeSeconds: 3600},
  });
  await fleet.started;
  const terminal = renderOn(
    columns,
    rows,
    <ThemeProvider value={createTheme('none', true)}>
      <FleetScreen fleet={fleet} user={usualScreen()} intervalSeconds={15} readOnly />
    </ThemeProvider>,
  );
  await settled();
  return {
    ...terminal,
    async refresh() {
      const told = new Promise<void>((resolve) => {
        const end = fleet.subscribe(() => {
          end();
          resolve();
        });
      });
      fleet.sampleNow();
      await told;
      await settled();
    },
    [Symbol.dispose]() {
      fleet.stop();
      terminal[Symbol.dispose]();
    },
  };
}

describe('2 000 hosts', () => {
  const instances = names(2000);

  test('take one query for each figure, and one for all trends', async () => {
    await using server = await answering((asked) => fleetOf(instances, asked));
    using screen = await startScreen(server.url);
    expect(server.asked.map(({query}) => query).sort()).toEqual(
      [...Object.values(fleetQueries), trendQuery].sort(),
    );
    expect(screen.lines()[0]).toMatch(/2 000 of 2 000 hosts answer .*read-only: .*trends over 1 h/);
    expect(screen.lines()[1]).toMatch(/^saved {4}1\.91 TiB = 6\.1 % of RAM/);
    expect(screen.lines()[3]).toContain('rows 1-33 of 2 000');
    expect(screen.lines()[5]).toMatch(/^▸ {3}hn1999 +up +saving +running .* 1\.95 GiB .*█████/);
  });

  test('are gone through by keys, sorted and filtered', async () => {
    await using server = await answering((asked) => fleetOf(instances, asked));
    using screen = await startScreen(server.url);
    const selected = () =>
      screen
        .lines()
        .find((line) => line.startsWith('▸'))
        ?.slice(4, 11);
    await screen.press('G');
    expect(selected()).toBe('hn0000 ');
    expect(screen.lines()[3]).toContain('rows 1 968-2 000 of 2 000');
    await screen.press('I');
    expect(selected()).toBe('hn0000 ');
    expect(screen.lines()[3]).toContain('rows 1-33 of 2 000');
    await screen.press('/', '1', '9', '9', '9', keyCodes.enter);
    expect(screen.lines()[3]).toContain('filter "1999": 1 of 2 000');
  });
});

describe('the screen of Prometheus', () => {
  test('opens a host, with what is known of it, and comes back', async () => {
    await using server = await answering((asked) => fleetOf(names(3), asked));
    using screen = await startScreen(server.url);
    await screen.press('j', keyCodes.enter);
    await until('the host', () => screen.text().includes('sharing           77'));
    expect(screen.text()).toContain('Prometheus has no containers of this host');
    expect(screen.lines()[0]).toContain('read-only: seen through Prometheus');
    await screen.press('s');
    expect(screen.text()).toContain('Nothing can be changed: seen through Prometheus.');
    await screen.press(keyCodes.escape);
    expect(screen.lines()[0]).toContain('3 of 3 hosts answer');
    expect(screen.lines()[6]).toMatch(/^▸ {3}hn0001 /);
  });

  test('changes the time of the trends', async () => {
    await using server = await answering((asked) => fleetOf(names(3), asked));
    using screen = await startScreen(server.url);
    const spans = () =>
      server.asked
        .filter(({path}) => path.endsWith('query_range'))
        .map(({parameters}) => Number(parameters.get('end')) - Number(parameters.get('start')));
    await screen.press('r');
    await until('another range', () => spans().length === 2);
    expect(spans()).toEqual([3600, 21_600]);
    await until('its title', () => screen.lines()[0]?.includes('trends over 6 h'));
    await screen.press('R', 'R');
    await until('the shortest range', () => spans().at(-1) === 900);
  });

  test('keeps the rows when Prometheus fails, and says why', async () => {
    let isDown = false;
    await using server = await answering((asked) => (isDown ? '<html>' : fleetOf(names(2), asked)));
    using screen = await startScreen(server.url);
    isDown = true;
    await screen.refresh();
    expect(screen.text()).toContain('error: http://127.0.0.1');
    expect(screen.text()).toContain('not like Prometheus');
    expect(screen.text()).toContain('hn0001');
    isDown = false;
    await screen.refresh();
    expect(screen.text()).not.toContain('error:');
  });

  test('keeps a host that vanishes as lost', async () => {
    let count = 2;
    await using server = await answering((asked) => fleetOf(names(count), asked));
    using screen = await startScreen(server.url);
    count = 1;
    await screen.refresh();
    expect(screen.lines()[0]).toContain('1 of 2 hosts answer');
    expect(screen.text()).toMatch(/hn0001 +lost .*Prometheus has/);
  });

  test('without a series says how to get them', async () => {
    await using server = await answering(() => []);
    using screen = await startScreen(server.url);
    expect(screen.text().replaceAll(/\s+/g, ' ')).toContain(
      'Prometheus has no KSM series: run node_exporter with --collector.ksmd, or ksmtop print --format openmetrics for its textfile collector.',
    );
    expect(screen.text()).toContain('No hosts known.');
  });

  test('lets no escape sequence of a label through', async () => {
    await using server = await answering((asked) => fleetOf(['h\u001b[2Jn\u202e:9100'], asked));
    using screen = await startScreen(server.url);
    expect(screen.text()).toContain('h?[2Jn?');
    await screen.press(keyCodes.enter);
    await until('the host', () => screen.text().includes('h?[2Jn?  Linux'));
    expect(screen.text()).not.toContain('\u001b[2J');
  });
});
