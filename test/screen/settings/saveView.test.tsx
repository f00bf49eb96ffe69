import {describe, expect, test} from 'vitest';
import type {Settings} from '../../../source/screen/settings/settings.js';
import type {UserScreen} from '../../../source/screen/settings/userScreen.js';
import {createViewStore} from '../../../source/screen/settings/viewState.js';
import {sampleOf} from '../../fixtures/sample.js';
import {saving, startFleet} from '../../support/screen/fleetOf.js';
import {keyCodes} from '../../support/screen/inkTerminal.js';
import {startScreen} from '../../support/screen/screen.js';

const sizes = [
  [80, 24],
  [200, 60],
] as const;

/** A user, and the views that were saved. */
function userWith(notice?: string): {user: UserScreen; saved: Settings[]} {
  const saved: Settings[] = [];
  const save = async (view: Settings) => {
    saved.push(view);
    return 'This view was saved in FILE.';
  };
  return {user: {viewStore: createViewStore(), save, notice}, saved};
}

describe.each(sizes)('at %i×%i', (columns, rows) => {
  test('W saves what a host shows, also from a panel, and says so', async () => {
    const {user, saved} = userWith();
    using screen = await startScreen(sampleOf(), {columns, rows, user});
    await screen.press('c', '3', '<', 'I', 'W');
    expect(screen.status()).toBe('This view was saved in FILE.');
    expect(saved).toMatchObject([
      {
        ...{interval_seconds: 60, chart: 'pages_unshared', 'containers.descending': false},
        ...{'processes.sort': 'SAVED', 'processes.descending': true},
      },
    ]);
    expect(saved[0]?.['containers.sort']).not.toBe('SAVED');
    await screen.press('+', 't', 'W');
    expect(screen.status()).toBe('This view was saved in FILE.');
    await screen.press(keyCodes.escape, keyCodes.f2, ' ', 'W');
    expect(saved[2]?.['containers.columns']).not.toContain('CONTAINER');
  });

  test('W saves what M has chosen, and nothing of the mouse without it', async () => {
    const {user, saved} = userWith();
    using screen = await startScreen(sampleOf(), {columns, rows, user});
    await screen.press('W', 'M', 'c', 'W', 'M', 'W');
    expect(saved.map(({mouse}) => mouse)).toEqual([undefined, true, false]);
    expect(saved[1]?.chart).not.toBe('off');
  });

  test('what is wrong with the settings is said at first, until a key', async () => {
    const notice = 'config.json line 2: "x" is not a setting.';
    const {user} = userWith(notice);
    using screen = await startScreen(sampleOf(), {columns, rows, user});
    expect(screen.status()).toBe(notice);
    await screen.press('j');
    expect(screen.status()).not.toContain(notice);
  });

  test('a fleet and its hosts leave the interval as it is saved', async () => {
    const notice = 'config.json line 2: "x" is not a setting.';
    const {user, saved} = userWith(notice);
    using fleet = await startFleet({alpha: saving(1)}, {columns, rows, user});
    expect(fleet.text()).toContain(notice);
    await fleet.press('<', 'W');
    expect(fleet.text()).toContain('This view was saved in FILE.');
    await fleet.press(keyCodes.enter);
    await fleet.tick();
    expect(fleet.text()).not.toContain(notice);
    await fleet.press('c', 'W', keyCodes.escape);
    expect(fleet.text()).not.toContain(notice);
    expect(saved).toMatchObject([{chart: 'off'}, {chart: 'pages_sharing'}]);
    for (const view of saved) {
      expect(view).not.toHaveProperty('interval_seconds');
      expect(view['hosts.sort']).not.toBe('SAVED');
    }
  });
});
