import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {Terminal} from '../../test/support/pty.js';
import {build} from '../build.mjs';
import {startHost} from './livingHost.mjs';
import {picturedMounts, writeSsh} from './picturedSsh.mjs';
import {palettes, svgOf} from './svg.mjs';

/** @import {Key} from '../../test/support/screen/keys.js' */
/** @import {Picture} from './picturedHost.mjs' */

const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist', 'cli.js');
const folder = join(root, 'docs', 'screens');
const fleetWarmUpMs = 125_000;
/** So that each key finds the view that the one before it has opened, with its first figures. */
const keyGapMs = 1500;

const sizes = [
  {columns: 80, rows: 24},
  {columns: 120, rows: 40},
  {columns: 200, rows: 60},
];
const readmeSize = {columns: 112, rows: 30};

/** @type {Picture} */
const main = {name: 'hn1', shops: 12, memoryGiB: 32};
/** @type {readonly Picture[]} */
const fleet = [
  main,
  {name: 'hn2', shops: 16, memoryGiB: 48, mergedRatio: 0.9},
  {name: 'hn3', shops: 6, memoryGiB: 32, mergedRatio: 0.7},
  {name: 'hn4', shops: 3, memoryGiB: 16, mergedRatio: 0.02},
  {name: 'hn5', shops: 9, memoryGiB: 32, run: 0},
];

/**
 * The views, in the order in which keys lead from one to the next.
 *
 * @type {ReadonlyArray<{view: string, keys: readonly Key[], shows: string | RegExp, back: readonly Key[]}>}
 */
const views = [
  {view: 'list', keys: [], shows: 'CONTAINER', back: []},
  {
    view: 'process',
    keys: ['down', 'down', 'enter', 'enter'],
    shows: 'LD_PRELOAD',
    back: ['escape', 'escape', 'home'],
  },
  {view: 'tune', keys: ['t', 'down', 'right', 'right'], shows: 'BASIS', back: ['escape', 'escape']},
  {view: 'advice', keys: ['a'], shows: 'preload', back: ['escape']},
  {view: 'help', keys: ['?'], shows: 'Halve', back: ['escape']},
];

/** Draws every picture of `docs/screens`. */
export async function takePictures() {
  await build();
  mkdirSync(folder, {recursive: true});
  const hosts = fleet.map(startHost);
  const directory = mkdtempSync(join(tmpdir(), 'ksmtop-screens-'));
  try {
    const [first] = hosts;
    if (!first) throw new Error('There is no host to take pictures of.');
    writeSsh(directory, hosts);
    const mounts = ['--procfs', first.procfs, '--sysfs', first.sysfs];
    await Promise.all([
      takeReadme(mounts),
      ...sizes.map((size) => takeViews(size, mounts)),
      ...sizes.map((size) => takeFleet(size, directory)),
    ]);
  } finally {
    for (const host of hosts) host.stop();
    rmSync(directory, {recursive: true});
  }
}

/** @typedef {{columns: number, rows: number}} Size */

/** @param {readonly string[]} mounts */
async function takeReadme(mounts) {
  await using terminal = await startWarm(readmeSize, mounts);
  for (const theme of /** @type {const} */ (['dark', 'light']))
    save(`readme-${theme}`, terminal, readmeSize, theme);
}

/** @param {Size} size @param {readonly string[]} mounts */
async function takeViews(size, mounts) {
  await using terminal = await startWarm(size, mounts);
  for (const {view, keys, shows, back} of views) {
    await pressSlowly(terminal, keys);
    await terminal.waitFor(shows);
    save(nameOf(view, size), terminal, size, 'dark');
    await pressSlowly(terminal, back);
  }
}

/** @param {Terminal} terminal @param {readonly Key[]} keys */
async function pressSlowly(terminal, keys) {
  for (const key of keys) {
    await terminal.press(key);
    await pause(keyGapMs);
  }
}

/** @param {Size} size @param {string} directory */
async function takeFleet(size, directory) {
  const hosts = fleet.flatMap(({name}) => ['-H', name]);
  await using terminal = Terminal.start({
    command: process.execPath,
    args: [program, '-d', '10', ...hosts, ...picturedMounts],
    ...size,
    env: {PATH: `${directory}:${process.env['PATH']}`},
  });
  await terminal.waitFor(`${fleet.length} of ${fleet.length} hosts`);
  await pause(fleetWarmUpMs);
  save(nameOf('fleet', size), terminal, size, 'dark');
}

/**
 * Resolves when the trends are full: they are narrower than the screen, and a sample a second wide.
 *
 * @param {Size} size
 * @param {readonly string[]} mounts
 */
async function startWarm(size, mounts) {
  const terminal = Terminal.start({
    command: process.execPath,
    args: [program, ...mounts],
    ...size,
  });
  await pause(size.columns * 1000);
  return terminal;
}

/** @param {string} view @param {Size} size */
const nameOf = (view, {columns, rows}) => `${view}-${columns}x${rows}`;

/**
 * @param {string} name
 * @param {Terminal} terminal
 * @param {Size} size
 * @param {keyof typeof palettes} theme
 */
function save(name, terminal, {columns, rows}, theme) {
  const cells = Array.from({length: rows}, (_, row) =>
    Array.from({length: columns}, (_, column) => terminal.cell(row, column)),
  );
  writeFileSync(join(folder, `${name}.svg`), svgOf(cells, palettes[theme], `ksmtop: ${name}`));
}
