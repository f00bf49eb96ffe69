import {describe, expect, test} from 'vitest';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {startFleet} from '../../support/screen/fleetOf.js';
import {keyCodes} from '../../support/screen/inkTerminal.js';
import {startScreen} from '../../support/screen/screen.js';

const sample = sampleOf({
  processes: [processOf({container: {kind: 'lxc', id: 'lxc:a', name: 'a'}})],
});

const headingsOf = (lines: readonly string[], first: RegExp) =>
  (lines.find((line) => first.test(line)) ?? '')
    .trim()
    .split(/ {2,}/)
    .map((heading) => heading.replace(/ [▾▴]$/, ''));

describe.each([
  [80, 24],
  [200, 60],
])('the columns at %i×%i', (columns, rows) => {
  test('are hidden, shown, moved and reset, and each change counts at once', async () => {
    using screen = await startScreen(sample, {columns, rows});
    const headings = () => headingsOf(screen.lines(), /^ +(CONTAINER|STATE) .*SAVED/);
    const usual = headings();
    expect(usual.slice(0, 1)).toEqual(['CONTAINER']);
    await screen.press(keyCodes.f2);
    expect(screen.text()).toMatch(/^ ksmtop columns {3}from left to right/m);
    expect(screen.text()).toMatch(/^▸\[x\] CONTAINER +Container name/m);
    if (columns === 80) expect(screen.text()).toMatch(/ STATE +How far its [^…]* …$/m);
    // The meaning of the selected one is shown in full.
    expect(screen.text().replaceAll(/\s+/g, ' ')).toContain('no readable process accounts for.');
    expect(screen.text()).toMatch(/^ \[ \] CHARGED /m);
    expect(screen.text().includes('(no room)')).toBe(columns === 80);

    await screen.press(keyCodes.end, keyCodes.up, keyCodes.up, ' ');
    expect(screen.text()).toMatch(/^▸\[ \] SAVED /m);
    await screen.press(' ', keyCodes.home, 'j', 'j', 'j', '<', '<', '<', '<', keyCodes.escape);
    expect(headings()).toEqual(['STATE', ...usual.filter((title) => title !== 'STATE')]);

    await screen.press(keyCodes.f2);
    expect(screen.text()).toMatch(/^▸\[x\] STATE /m);
    await screen.press('r', keyCodes.f2);
    expect(headings()).toEqual(usual);
  });

  test('are never all hidden', async () => {
    using screen = await startScreen(sample, {columns, rows});
    await screen.press(keyCodes.f2);
    for (let index = 0; index < 13; index++) await screen.press(' ', keyCodes.down);
    expect(screen.text().match(/\[x\]/g)).toHaveLength(1);
    expect(screen.text()).toMatch(/^ \[x\] CHARGED /m);
  });
});

test('of processes are the same in each container', async () => {
  using screen = await startScreen(sample, {columns: 120, rows: 40});
  await screen.press(keyCodes.enter, keyCodes.f2, ' ', keyCodes.escape);
  expect(headingsOf(screen.lines(), /COMMAND .*SAVED/)).not.toContain('PID');
  await screen.press(keyCodes.escape, keyCodes.enter);
  expect(headingsOf(screen.lines(), /COMMAND .*SAVED/)).not.toContain('PID');
});

test('of a fleet can be chosen, too', async () => {
  using fleet = await startFleet({alpha: sample}, {columns: 120});
  await fleet.press(keyCodes.f2);
  expect(fleet.text()).toMatch(/^▸\[x\] M /m);
  await fleet.press(keyCodes.down, keyCodes.down, ' ', keyCodes.escape);
  const headings = headingsOf(fleet.lines(), /HOST .*SAVED/);
  expect(headings).toContain('VERDICT');
  expect(headings).not.toContain('STATE');
});
