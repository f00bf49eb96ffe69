import {describe, expect, test} from 'vitest';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {startFleet} from '../../support/screen/fleetOf.js';
import {clickAt, clickOn, placeOf} from '../../support/screen/mouse.js';
import {keyCodes, startScreen} from '../../support/screen/screen.js';

const sample = sampleOf({
  ksm: {run: 0, stable_node_dups: 2000},
  processes: [
    processOf({
      container: {kind: 'lxc', id: 'lxc:web', name: 'web'},
      ksm: {rmapItems: 9, mergingPages: 0, mergeable: true},
    }),
    processOf({pid: 2, command: 'ksmtuned'}),
  ],
});

describe.each([
  [80, 24],
  [200, 60],
])('at %i×%i a click', (columns, rows) => {
  const started = () => startScreen(sample, {columns, rows});

  test('selects a column to sort by, and sorts by it', async () => {
    using screen = await started();
    await screen.press(keyCodes.f6);
    await clickOn(screen, /PROFIT/);
    expect(screen.text()).toMatch(/^▸PROFIT/m);
    await clickOn(screen, '▸PROFIT');
    expect(screen.text()).toMatch(/PROFIT ▾/);
  });

  test('selects a column, and hides it', async () => {
    using screen = await started();
    await screen.press(keyCodes.f2);
    await clickOn(screen, '[x] STATE');
    expect(screen.text()).toMatch(/^▸\[x\] STATE/m);
    await clickOn(screen, '▸[x] STATE');
    expect(screen.text()).toMatch(/^▸\[ \] STATE/m);
  });

  test('selects an advice, and asks before its cure is set', async () => {
    using screen = await started();
    await screen.press('a');
    const {line, column} = placeOf(screen, /max_page_sharing=256/);
    await screen.press(clickAt(line, column));
    expect(screen.lines()[placeOf(screen, /max_page_sharing=256/).line]).toMatch(/^ ▸note/);
    await clickOn(screen, /ksmtop set max_page_sharing/);
    expect(screen.text()).toContain('y/N');
    expect(screen.host.writes).toEqual([]);
  });

  test('selects a parameter, and asks for a value, even where Enter would write', async () => {
    using screen = await started();
    await screen.press('t');
    await clickOn(screen, /^ +sleep_millisecs/);
    expect(screen.text()).toMatch(/^ ▸sleep_millisecs/m);
    await screen.press(keyCodes.right);
    expect(screen.text()).toContain('1 value chosen');
    await clickOn(screen, '▸sleep_millisecs');
    expect(screen.text()).toMatch(/^sleep_millisecs: _/m);
    expect(screen.host.writes).toEqual([]);
  });

  test('selects a preset, and takes its values into the panel', async () => {
    using screen = await started();
    await screen.press('t', 'p');
    await clickOn(screen, /^ +gentle/);
    expect(screen.text()).toMatch(/^ ▸gentle/m);
    await clickOn(screen, '▸gentle');
    expect(screen.text()).toMatch(/values? chosen/);
    expect(screen.host.writes).toEqual([]);
  });
});

test('in a fleet a click chooses a preset, which asks before it writes', async () => {
  using screen = await startFleet({one: sample, two: sample});
  await screen.press('p');
  await clickOn(screen, /^ gentle/);
  expect(screen.text()).toMatch(/^▸gentle/m);
  await clickOn(screen, '▸gentle');
  expect(screen.text()).toContain('y/N');
  for (const host of Object.values(screen.hosts)) expect(host.writes).toEqual([]);
});
