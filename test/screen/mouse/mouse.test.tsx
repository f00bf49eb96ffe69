import {describe, expect, test} from 'vitest';
import {clockTime} from '../../../source/text/clock.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {startFleet} from '../../support/screen/fleetOf.js';
import {settled} from '../../support/screen/inkTerminal.js';
import {clickAt, clickOn, placeOf, wheelAt} from '../../support/screen/mouse.js';
import {keyCodes, startScreen} from '../../support/screen/screen.js';

const sizes = [
  [80, 24],
  [200, 60],
] as const;

/** Containers `ct-00` to `ct-79`, each with a process, the first the one that saves most. */
function crowded() {
  return sampleOf({
    ksm: {pages_shared: 100, pages_sharing: 68_740},
    processes: Array.from({length: 80}, (_, index) => {
      const name = `ct-${String(index).padStart(2, '0')}`;
      return processOf({
        pid: 1000 + index,
        container: {kind: 'lxc', id: `lxc:${name}`, name},
        ksm: {rmapItems: 10_000, mergingPages: 900 - index, mergeable: true},
      });
    }),
  });
}

describe.each(sizes)('the mouse at %d×%d', (columns, rows) => {
  const started = () => startScreen(crowded(), {columns, rows});
  const selected = (screen: Awaited<ReturnType<typeof started>>) =>
    screen.rows().find((row) => row.startsWith('▸'));

  test('selects the row that is clicked, and opens it with the next click', async () => {
    using screen = await started();
    await clickOn(screen, 'ct-03');
    expect(selected(screen)).toMatch(/^▸ct-03 /);
    await clickOn(screen, 'ct-03');
    expect(screen.text()).toMatch(/ ct-03 .*1 process/);
  });

  test('opens no process with the second click of a double click on the selected row', async () => {
    using screen = await started();
    const {line, column} = placeOf(screen, '▸ct-00');
    await screen.pressAtOnce(clickAt(line, column));
    await screen.pressAtOnce(clickAt(line, column));
    expect(screen.text()).toMatch(/ ct-00 .*1 process/);
    await clickOn(screen, '▸');
    expect(screen.text()).toMatch(/ksmtop process {3}1000 ct-00/);
  });

  test('sorts by the title that is clicked, and turns the order with the next click', async () => {
    using screen = await started();
    await clickOn(screen, 'PROFIT');
    expect(screen.text()).toMatch(/PROFIT ▾/);
    await clickOn(screen, 'PROFIT');
    expect(screen.text()).toMatch(/PROFIT ▴/);
    await clickOn(screen, 'CONTAINER');
    expect(screen.text()).toMatch(/CONTAINER ▴/);
    // Rows cannot be sorted by it.
    if (columns > 100) await clickOn(screen, 'TREND');
    expect(screen.text()).toMatch(/CONTAINER ▴/);
  });

  test('scrolls the list under the wheel, with the selection', async () => {
    using screen = await started();
    const {line, column} = placeOf(screen, 'ct-05');
    await screen.press(wheelAt(line, column, 'down'));
    expect(screen.rows()[0]).toMatch(/^▸ct-03 /);
    await screen.press(wheelAt(line, column, 'down').repeat(4));
    expect(screen.rows()[0]).toMatch(/^▸ct-15 /);
    await screen.press(wheelAt(line, column, 'up').repeat(100));
    expect(screen.rows()[0]).toMatch(/^▸ct-00 /);
    await screen.press(wheelAt(0, 0, 'down'));
    expect(screen.rows()[0]).toMatch(/^▸ct-00 /);
  });

  test('presses the keys in the last line, and nothing between them', async () => {
    using screen = await started();
    await clickOn(screen, '? help');
    expect(screen.text()).toContain('ksmtop help');
    await clickOn(screen, 'Esc back');
    expect(screen.text()).not.toContain('ksmtop help');
    const {line, column} = placeOf(screen, '? help');
    await screen.press(clickAt(line, column - 1));
    expect(screen.text()).not.toContain('ksmtop help');
    expect(screen.host.writes).toEqual([]);
  });

  test('presses each of two keys with one word, and not the word', async () => {
    using screen = await started();
    const {line, column} = placeOf(screen, 's S start/stop');
    await screen.press(clickAt(line, column + 4));
    expect(screen.text()).not.toContain('y/N');
    await screen.press(clickAt(line, column + 2));
    expect(screen.text()).toContain('Stop ksmd?');
  });

  test('answers a question only by its keys, and only once it can have been read', async () => {
    using screen = await started();
    const {line, column} = placeOf(screen, 's S start/stop');
    await screen.press('S');
    const answer = placeOf(screen, 'y yes');
    await screen.pressAtOnce(clickAt(answer.line, answer.column));
    for (const place of [
      placeOf(screen, 'ct-04'),
      placeOf(screen, 'PROFIT'),
      placeOf(screen, 'y/N'),
    ]) {
      await screen.press(clickAt(place.line, place.column));
      await screen.press(wheelAt(place.line, place.column, 'down'));
    }
    expect(screen.text()).toContain('y/N');
    expect(screen.host.writes).toEqual([]);
    await screen.press(clickAt(answer.line, answer.column));
    await settled();
    expect(screen.host.writes).toEqual(['run=0']);
    await screen.press('S', clickAt(line, column + 40));
    expect(screen.host.writes).toHaveLength(1);
  });

  test('scrolls a text by lines, and a selection by one', async () => {
    using screen = await started();
    await screen.press('a');
    await screen.press(keyCodes.escape, 't');
    const before = placeOf(screen, '▸');
    await screen.press(wheelAt(before.line, 5, 'down'));
    expect(placeOf(screen, '▸').line).toBe(before.line + 1);
    await screen.press(keyCodes.escape, 'i');
    const firstLine = () => / (\d+)-\d+ of /.exec(screen.text())?.[1];
    // On a large screen all of the guide fits.
    expect(firstLine()).toBe(rows > 40 ? undefined : '1');
    await screen.press(wheelAt(10, 5, 'down'));
    // A line a turn.
    for (let turns = 0; turns < 3; turns++) await settled();
    expect(firstLine()).toBe(rows > 40 ? undefined : '4');
  });

  test('is left to the terminal by M, and taken back', async () => {
    using screen = await started();
    await screen.press('M');
    expect(screen.status()).toMatch(/^The mouse is on/);
    await screen.press('?', 'M');
    expect(screen.status()).toMatch(/^The mouse is off/);
  });
});

test('works in a fleet', async () => {
  using screen = await startFleet({one: crowded(), two: crowded()});
  await clickOn(screen, 'two');
  expect(screen.row('two')).toMatch(/^▸/);
  await clickOn(screen, 'HOST');
  expect(screen.text()).toMatch(/HOST ▴/);
  await clickOn(screen, '? help');
  expect(screen.text()).toContain('ksmtop help');
  await clickOn(screen, 'Esc back');
  await clickOn(screen, 'two');
  expect(screen.text()).toMatch(/^shared +\d/m);
});

describe.each(sizes)('a click at %d×%d tells the value', (columns, rows) => {
  /** Three samples a minute apart, of which the last has most. */
  async function sampled() {
    const screen = await startScreen(crowded(), {columns, rows});
    for (const minute of [1, 2]) {
      const sample = crowded();
      const counters = {...sample.ksm?.counters, pages_sharing: 68_740 + minute};
      await screen.show({
        ...sample,
        ...(sample.ksm && {ksm: {...sample.ksm, counters}}),
        timeMs: sample.timeMs + minute * 60_000,
        monotonicMs: sample.monotonicMs + minute * 60_000,
      });
    }
    return screen;
  }
  const clockOf = (minute: number) => clockTime(crowded().timeMs + minute * 60_000);

  test('in a trend', async () => {
    using screen = await sampled();
    const {line} = placeOf(screen, /^sharing/);
    const right = (screen.lines()[line]?.search(/ +\S+\/s/) ?? 0) - 1;
    await screen.press(clickAt(line, right));
    expect(screen.status()).toBe(`${clockOf(2)}: sharing 68 742 pages, 269 MiB`);
    await screen.press(clickAt(line, right - 2));
    expect(screen.status()).toBe(`${clockOf(0)}: sharing 68 740 pages, 269 MiB`);
    await screen.press('c', 'c', clickAt(line, right - 3));
    expect(screen.status()).toBe('80 containers, 80 processes');
  });

  test('in the chart', async () => {
    using screen = await sampled();
    await screen.press('c', '5');
    const {line, column} = placeOf(screen, '── sharing');
    await screen.press(clickAt(line + 1, column));
    expect(screen.status()).toBe(
      `${clockOf(0)}: shared 400 KiB, sharing 269 MiB, unshared 0 B, volatile 0 B`,
    );
    await screen.press('2', clickAt(line, column + 1));
    expect(screen.status()).toBe(`${clockOf(1)}: sharing 68 741 pages, 269 MiB`);
    await screen.press('1', clickAt(line, column - 1));
    expect(screen.status()).toBe('80 containers, 80 processes');
  });
});

test('a click in the trend of a row selects it and tells the value', async () => {
  using screen = await startScreen(crowded(), {columns: 200, rows: 60});
  const row = placeOf(screen, ' ct-04');
  const last = screen.lines()[row.line]?.search(/[▁-█]/) ?? 0;
  await screen.press(clickAt(row.line, last));
  expect(screen.status()).toMatch(/^\d\d:\d\d:\d\d: saved 3\.49 MiB$/);
  expect(screen.rows()[4]).toMatch(/^▸ct-04/);
  const line = screen.lines().findIndex((text) => text.includes('─ saved'));
  const column = screen.lines()[line]?.indexOf('─ saved') ?? 0;
  await screen.press('j', clickAt(line, column));
  expect(screen.status()).toMatch(/^\d\d:\d\d:\d\d: saved 3\.49 MiB$/);
});
