import {expect, test} from 'vitest';
import {ownFleetKeys} from '../../../source/screen/fleet/fleetKeys.js';
import {keyTable} from '../../../source/screen/keys/keyTable.js';
import {mapKeyTable} from '../../../source/screen/keys/mapKeys.js';
import {ownReplayKeys} from '../../../source/screen/keys/replayKeys.js';
import {ownTuneKeys} from '../../../source/screen/keys/tuneKeys.js';
import {adviceKeys} from '../../../source/screen/views/adviceView.js';
import {columnsKeys} from '../../../source/screen/views/columnsView.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {startFleet} from '../../support/screen/fleetOf.js';
import {keyCodes, startScreen} from '../../support/screen/screen.js';

const sample = sampleOf({
  ksm: {run: 0},
  processes: [
    processOf({
      pid: 7,
      command: 'nginx',
      commandLine: 'nginx: \u001b]0;\u0007worker',
      userId: 33,
      container: {kind: 'lxc', id: 'lxc:web', name: 'web'},
      ksm: {rmapItems: 9, mergingPages: 0, mergeable: true},
    }),
  ],
});

test('Y copies the container, the process, and says so', async () => {
  using screen = await startScreen(sample);
  await screen.press('Y');
  expect(screen.status()).toBe('Copied, if the terminal allows it (OSC 52): web lxc:web');
  await screen.press(keyCodes.enter, 'Y');
  await screen.press(keyCodes.enter, 'Y');
  const line = '7 33 nginx: ?]0;?worker';
  expect(screen.copied).toEqual(['web lxc:web', line, line]);
});

test('Y copies the cure of an advice', async () => {
  using screen = await startScreen(sample);
  await screen.press('a', 'Y');
  expect(screen.copied).toEqual(['ksmtop set run=1']);
});

test('Y copies the first commands of the guide in sight', async () => {
  using screen = await startScreen(sample, {columns: 80});
  await screen.press('i', 'Y');
  expect(screen.copied[0]).toMatch(/^systemd-run .* && \\\nsystemctl edit lxc@web\.service$/);
  expect(screen.status()).toMatch(/\(2 lines\)$/);
  await screen.press(keyCodes.pageDown, 'Y');
  expect(screen.copied[1]).not.toBe(screen.copied[0]);
});

test('Y says where there is nothing to copy', async () => {
  using screen = await startScreen(sample);
  await screen.press('t', 'Y');
  expect(screen.status()).toBe('There is nothing to copy here.');
  await screen.press(keyCodes.escape, '/', 'x', 'Y');
  expect(screen.copied).toEqual([]);
});

test('Y copies the name of a host in a fleet', async () => {
  using screen = await startFleet({one: sample, two: sample});
  await screen.press('j', 'Y');
  expect(screen.copied).toHaveLength(1);
  expect(['one', 'two']).toContain(screen.copied[0]);
});

test('no key that answers questions does anything else', () => {
  const tables = [keyTable, ownFleetKeys, ownTuneKeys, ownReplayKeys, mapKeyTable];
  const keys = [...tables, adviceKeys, columnsKeys].flat().flatMap((entry) => entry.keys);
  expect(keys).not.toContain('y');
  expect(keys).not.toContain('n');
});
