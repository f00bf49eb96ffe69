import {describe, expect, test, vi} from 'vitest';
import type {LossCause} from '../../../source/host/connection.js';
import {fleetColumns} from '../../../source/screen/fleet/fleetColumns.js';
import {ownFleetKeys} from '../../../source/screen/fleet/fleetKeys.js';
import {processOf} from '../../fixtures/sample.js';
import type {ScriptedHost} from '../../support/hosts/scriptedHost.js';
import {type FleetTerminal, saving, startFleet} from '../../support/screen/fleetOf.js';
import {keyCodes} from '../../support/screen/inkTerminal.js';

const dead = new Error('ssh: connect to host hn3 port 22: No route to host.');
const three = () => ({hn1: saving(300), hn2: saving(20, {ksm: {run: 0}}), hn3: dead});
const names = (screen: FleetTerminal) =>
  screen.rows().map((row) => row.slice(0, 15).replaceAll(' ', ''));

describe('the pane of the selected host, at 200×60', () => {
  test('has its verdict, its figures, its advice with the cure, and its trend', async () => {
    const idle = processOf({ksm: {rmapItems: 4096, mergingPages: 0, mergeable: true}});
    const hosts = {
      hn1: saving(300),
      hn2: saving(20, {ksm: {run: 0}, processes: [idle]}),
      hn3: dead,
    };
    using screen = await startFleet(hosts, {columns: 200, rows: 60});
    await screen.tick();
    const pane = () => {
      const lines = screen.lines();
      return lines.slice(lines.findIndex((line) => line.startsWith('──')));
    };
    expect(pane()[0]).toContain('hn1  up');
    expect(pane()[1]).toMatch(/^ saving {2}Merging saves more than it costs\./);
    expect(pane().join('\n')).toMatch(/saved {3}300 MiB = 1\.2 % of RAM/);
    expect(pane().join('\n')).toContain('300 MiB ┤');
    await screen.press(keyCodes.down);
    expect(pane()[0]).toContain('hn2  up');
    expect(pane().join('\n')).toContain('ksmtop set run=1');
    await screen.press(keyCodes.down);
    expect(pane()[0]).toContain('hn3  lost');
    expect(pane().join('\n')).toContain('No route to host.');
  });
});

describe('the list', () => {
  test.each([80, 100, 120, 200])('ends a NOTE behind a word, at %d columns', async (columns) => {
    const reason = `ssh: ${'averylongword '.repeat(20)}end`;
    using screen = await startFleet({hn1: new Error(reason)}, {columns});
    const note = screen.row('hn1').trimEnd().split(/ {2,}/).at(-1) ?? '';
    if (note.startsWith('ssh')) expect(note).toMatch(/(?:averylongword|ssh:) …$/);
  });

  test('has a row per host and sums above, and a dead host affects only its row', async () => {
    using screen = await startFleet(three());
    expect(screen.lines()[0]).toMatch(/^ksmtop {2}fleet {2}2 of 3 hosts answer +every 2 s/);
    expect(screen.lines()[1]).toMatch(
      /^saved {4}320 MiB = 0\.7 % of RAM {3}profit \+320 MiB {3}ksmd runs on 1 {3}/,
    );
    expect(screen.lines()[2]?.trimEnd()).toBe('verdict  1 saving   1 off');
    expect(screen.row('hn1')).toMatch(/up +saving +running +– +1\.2 % +300 MiB +\+300 MiB/);
    expect(screen.row('hn2')).toMatch(/up +off +stopped/);
    expect(screen.row('hn3')).toMatch(/lost +– +– +–.* ssh: connect to/);
  });

  test('keeps the last figures of a host that is lost, with their age', async () => {
    using screen = await startFleet(three());
    if (screen.hosts.hn1) screen.hosts.hn1.present = new Error('The line dropped.');
    await screen.tick();
    expect(screen.row('hn1')).toMatch(
      /lost \S+ m?s +saving +running .*300 MiB .*The line dropped\./,
    );
    expect(screen.status()).toBe('hn1: The line dropped.');
    if (screen.hosts.hn1) screen.hosts.hn1.present = saving(8);
    await screen.tick();
    expect(screen.row('hn1')).toMatch(/up .* 8\.00 MiB/);
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('says in STATE why a host is lost, and in NOTE how, at %d×%d', async (columns, rows) => {
    using screen = await startFleet(three(), {columns, rows});
    const lose = (name: string, cause: LossCause, sentence: string) => {
      const host = screen.hosts[name];
      if (!host) return;
      host.present = new Error(sentence);
      host.connection = {destination: name, state: 'lost', cause};
    };
    lose('hn1', 'refused', 'hn1 refuses the connection: sshd is not listening there.');
    lose('hn3', 'no route', 'there is no network route to hn3 from here.');
    await screen.tick();
    expect(screen.row('hn1')).toMatch(columns > 80 ? / refused \S+ m?s / : / refused /);
    expect(screen.row('hn3')).toMatch(/ no route +–/);
    expect(screen.status()).toBe(
      'hn1: the host refuses the connection: sshd is not listening there.',
    );
    if (columns > 80) {
      expect(screen.row('hn1').slice(16)).toContain('the host refuses the connection');
      expect(screen.row('hn1').slice(16)).not.toContain('hn1');
      expect(screen.row('hn3').slice(16)).toContain(
        'there is no network route to the host from here.',
      );
    }
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('has the figures of each host in its row, at %d×%d', async (columns, rows) => {
    using screen = await startFleet(three(), {columns, rows});
    expect(screen.lines()).toHaveLength(rows);
    expect(screen.row('hn1')).toMatch(/up .* saving +running .* 300 MiB +\+300 MiB/);
    expect(screen.row('hn2')).toMatch(/up .* off +stopped +– .* 20\.0 MiB +\+20\.0 MiB/);
    expect(screen.row('hn3')).toMatch(/lost .* – +–/);
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('sorts, filters and keeps the selection on its host, at %d×%d', async (columns, rows) => {
    using screen = await startFleet(three(), {columns, rows});
    expect(names(screen)).toEqual(['▸hn1', 'hn2', 'hn3']);
    await screen.press('j', 'I');
    expect(names(screen)).toEqual(['▸hn2', 'hn1', 'hn3']);
    await screen.press('/', 'l', 'o', 's', 't', keyCodes.enter);
    expect(names(screen)).toEqual(['▸hn3']);
    await screen.press(keyCodes.escape);
    expect(names(screen)).toHaveLength(3);
  });

  test.each([
    [80, 24, 'M HOST STATE VERDICT KSMD CPU SAVED PROFIT'],
    [90, 24, 'M HOST STATE VERDICT KSMD CPU SAVED PROFIT'],
    [100, 30, 'M HOST STATE VERDICT KSMD CPU SAVED PROFIT NOTE'],
    [110, 30, 'M HOST STATE VERDICT KSMD CPU OF RAM SAVED PROFIT NOTE'],
    [120, 40, 'M HOST STATE VERDICT KSMD CPU OF RAM SAVED PROFIT TREND NOTE'],
    [200, 60, 'M HOST STATE VERDICT KSMD CPU OF RAM SAVED PROFIT TREND NOTE'],
  ])('at %d×%d shows what matters most, no line too long', async (columns, rows, titles) => {
    using screen = await startFleet(three(), {columns, rows});
    const heading = screen.lines().find((line) => /^ M {2}HOST/.test(line)) ?? '';
    expect(heading.replace(/[▾▴]/, '').trim().split(/ {2,}/).join(' ')).toBe(titles);
    expect(screen.lines()).toHaveLength(rows);
    for (const line of screen.lines()) expect(line.length).toBeLessThanOrEqual(columns);
  });

  test('on a terminal that is too small says so, and returns', async () => {
    using screen = await startFleet(three());
    await screen.resize(60, 20);
    expect(screen.text()).toContain('ksmtop needs 80 columns');
    await screen.resize(80, 24);
    expect(names(screen)).toHaveLength(3);
  });

  test('does not change while paused', async () => {
    using screen = await startFleet(three());
    await screen.press(' ');
    if (screen.hosts.hn1) screen.hosts.hn1.present = saving(8);
    await screen.tick();
    expect(screen.lines()[0]).toContain('PAUSED');
    expect(screen.row('hn1')).toContain('300 MiB');
    await screen.press(' ');
    expect(screen.row('hn1')).toContain('8.00 MiB');
  });

  test('lets no escape sequence of a name or a reason through', async () => {
    using screen = await startFleet({'h\u001b[2Jn': new Error('\u001b]0;owned\u0007 said no.')});
    expect(screen.text()).not.toContain('\u001b[2J');
    expect(screen.text()).not.toContain('\u001b]0');
    expect(screen.text()).toContain('h?[2Jn');
  });
});

describe('a host', () => {
  test('opens with its own screen, and Esc returns to the fleet', async () => {
    using screen = await startFleet(three());
    await screen.press('j', keyCodes.enter);
    expect(screen.lines()[1]).toMatch(/^ksmd {4}○ stopped/);
    expect(screen.lines().at(-1)).toContain('Esc back');
    await screen.press('?', keyCodes.escape, keyCodes.escape);
    expect(names(screen)).toEqual(['hn1', '▸hn2', 'hn3']);
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('has cures to paste here, for it and for no other, at %d×%d', async (columns, rows) => {
    const offering = processOf({ksm: {rmapItems: 9, mergingPages: 0, mergeable: true}});
    const stopped = (name: string) =>
      saving(9, {
        ...{host: {name}, ksm: {run: 0}, processes: [offering]},
        remote: {name, options: `-H ${name}`},
      });
    using screen = await startFleet({hn1: stopped('hn1'), hn2: stopped('hn2')}, {columns, rows});
    await screen.press('j', keyCodes.enter);
    await screen.press('a');
    await vi.waitFor(() => expect(screen.text()).toMatch(/cure +ksmtop -H hn2 set run=1$/m));
    expect(screen.lines()[0]).toMatch(/^ ksmtop advice {3}hn2 {3}1 warning/);
    expect(screen.text()).not.toContain('hn1');
  });

  test('that never answered can be left, too', async () => {
    using screen = await startFleet(three());
    await screen.press('G', keyCodes.enter);
    expect(screen.lines()[0]).toContain('No route to host');
    await screen.press(keyCodes.escape);
    expect(names(screen)).toEqual(['hn1', 'hn2', '▸hn3']);
  });

  test('is read as a whole only while it is open', async () => {
    using screen = await startFleet({hn1: saving(1)});
    const scopes = screen.hosts.hn1?.scopes;
    await screen.tick();
    expect(scopes).toEqual(['host', 'host']);
    await screen.press(keyCodes.enter);
    expect(scopes?.at(-1)).toBe('whole');
    await screen.tick();
    expect(scopes?.slice(-2)).toEqual(['whole', 'whole']);
    await screen.press(keyCodes.escape);
    await screen.tick();
    expect(scopes?.at(-1)).toBe('host');
  });
});

test('a host that is opened while it is sampled is read as a whole right after', async () => {
  using screen = await startFleet({hn1: saving(1)});
  const host = screen.hosts.hn1 as ScriptedHost;
  const {sample} = host;
  let answer = () => {};
  host.sample = (scope) =>
    new Promise((resolve) => {
      answer = () => resolve(sample.call(host, scope));
    });
  screen.fleet.sampleNow();
  await screen.press(keyCodes.enter);
  host.sample = sample;
  answer();
  await vi.waitFor(() => expect(host.scopes.slice(-2)).toEqual(['host', 'whole']));
});

describe('a change', () => {
  const four = () => ({
    ...three(),
    hn4: saving(5, {ksm: {run: 0}}),
    hn5: saving(4, {ksm: {run: 0}}),
  });

  test('goes to all marked hosts after one question, with a result in each row', async () => {
    using screen = await startFleet(four());
    await screen.press('*');
    expect(screen.lines()[0]).toContain('5 marked');
    await screen.press('s');
    expect(screen.text().replaceAll(/\s+/g, ' ')).toContain(
      'Start ksmd on 3 hosts: hn2, hn4, hn5? Nothing to change on hn1. Skipped: hn3. y/N',
    );
    expect(screen.hosts.hn2?.writes).toEqual([]);
    await screen.press('y');
    const {hn2, hn4, hn5} = screen.hosts;
    // All at once: none waits for another.
    for (const host of [hn2, hn4, hn5]) expect(host?.writes).toEqual(['run=1']);
    await hn4?.answer();
    await hn5?.answer({errno: 'EACCES', value: '0'});
    await screen.tick();
    expect(screen.row('hn2')).toContain('start ksmd …');
    expect(screen.row('hn4')).toContain('done: start ksmd');
    expect(screen.row('hn5')).toMatch(/▲ refused: /);
    await hn2?.answer();
    await screen.tick();
    expect(screen.status()).toBe(
      '▲ start ksmd: done on 2 of 3 hosts; NOTE has the reason for the others.',
    );
  });

  test.each(['n', keyCodes.enter, keyCodes.escape, 'q'])('is not made by %j', async (key) => {
    using screen = await startFleet(four());
    await screen.press('*', 'S', key);
    expect(Object.values(screen.hosts).flatMap(({writes}) => writes)).toEqual([]);
    expect(screen.text()).not.toContain('y/N');
  });

  const sizes = [
    [80, 24],
    [200, 60],
  ] as const;

  test.each(sizes)('without marks is for the selected host, at %d×%d', async (columns, rows) => {
    using screen = await startFleet(four(), {columns, rows});
    await screen.press('S');
    expect(screen.status()).toBe(
      'Stop ksmd on 1 host: hn1? Merged pages stay merged; nothing new merges. y/N',
    );
    await screen.press('y');
    expect(screen.hosts.hn1?.writes).toEqual(['run=0']);
  });

  test.each(sizes)('by s is a stop where ksmd runs on all, at %d×%d', async (columns, rows) => {
    using screen = await startFleet(four(), {columns, rows});
    await screen.press('s');
    expect(screen.status()).toContain('Stop ksmd on 1 host: hn1?');
    await screen.press('n', '*', 's');
    expect(screen.text()).toContain('Start ksmd on 3 hosts');
  });

  test.each(sizes)('is undone by z where it was made, asked first, at %d×%d', async (...size) => {
    using screen = await startFleet(four(), {columns: size[0], rows: size[1]});
    await screen.press('z');
    expect(screen.status()).toContain('Nothing to undo');
    await screen.press('*', 's', 'y');
    await screen.hosts.hn2?.answer();
    await screen.hosts.hn4?.answer();
    await screen.hosts.hn5?.answer({errno: 'EACCES', value: '0'});
    await screen.press('z');
    expect(screen.text()).toContain('Undo the last change on 2 hosts: hn2, hn4?');
    await screen.press('y');
    expect(screen.hosts.hn2?.writes).toEqual(['run=1', 'run=0']);
    expect(screen.hosts.hn4?.writes).toEqual(['run=1', 'run=0']);
    expect(screen.hosts.hn5?.writes).toEqual(['run=1']);
    await screen.hosts.hn2?.answer();
    await screen.hosts.hn4?.answer();
    await screen.press('z');
    expect(screen.status()).toContain('Nothing to undo');
  });

  test('by a preset writes what each host lacks', async () => {
    using screen = await startFleet({
      hn1: saving(2),
      hn2: saving(1, {ksm: {pages_to_scan: 1000}}),
    });
    await screen.press('*', 'p');
    expect(screen.text()).toContain(
      'ksmtop presets   for 2 marked hosts; values already set are skipped',
    );
    await screen.press('j', 'j', keyCodes.enter);
    expect(screen.text()).toContain('Preset balanced on 1 host: hn1? About ten percent of a core');
    expect(screen.text().replaceAll(/\s+/g, ' ')).toContain('Nothing to change on hn2.');
    await screen.press('y');
    expect(screen.hosts.hn1?.writes).toEqual(['pages_to_scan=1000']);
    expect(screen.hosts.hn2?.writes).toEqual([]);
  });

  test('is refused without a question when nothing can be changed', async () => {
    using screen = await startFleet(four(), {readOnly: true});
    for (const key of ['s', 'S', 'p', 'z']) {
      await screen.press(key);
      expect(screen.status()).toBe('▲ Nothing can be changed: --read-only.');
    }
    expect(screen.lines()[0]).toContain('read-only: --read-only');
    await screen.press(keyCodes.enter, ']');
    expect(Object.values(screen.hosts).flatMap(({writes}) => writes)).toEqual([]);
  });

  test('shows its result while paused, too', async () => {
    using screen = await startFleet(four());
    await screen.press('j', ' ', 's', 'y');
    await screen.hosts.hn2?.answer({errno: 'EACCES', value: '0'});
    await screen.tick();
    expect(screen.lines()[0]).toContain('PAUSED');
    expect(screen.row('hn2')).toContain('refused: ');
  });

  test('leaves out a host whose files cannot be written', async () => {
    using screen = await startFleet({hn1: saving(2, {ksm: {run: 0}, writeRefusal: 'EACCES'})});
    await screen.press('s');
    expect(screen.status()).toBe('▲ Start ksmd: not possible. hn1: not root');
  });
});

describe('marks', () => {
  test('move to the next host, cover all at once, and are cleared', async () => {
    using screen = await startFleet(three());
    await screen.press('m', '\u001B[2~');
    expect(names(screen)).toEqual(['*hn1', '*hn2', '▸hn3']);
    await screen.press('*');
    expect(screen.lines()[0]).toContain('3 marked');
    await screen.press('*');
    expect(screen.lines()[0]).not.toContain('marked');
    await screen.press('m', keyCodes.escape);
    expect(screen.lines()[0]).not.toContain('marked');
  });

  test('by * are those of the hosts that the filter shows', async () => {
    using screen = await startFleet(three());
    await screen.press('/', 'u', 'p', keyCodes.enter, '*', keyCodes.escape);
    expect(names(screen)).toEqual(['*▸hn1', '*hn2', 'hn3'].map((name) => name.replace('*▸', '▸*')));
  });
});

test('the help explains every key and column of the fleet', async () => {
  using screen = await startFleet(three(), {columns: 160, rows: 120});
  await screen.press('?');
  const read = () => {
    const halves = [0, 80].map((start) =>
      screen.lines().map((line) => line.slice(start, start + 80)),
    );
    return halves.flat().join(' ').replaceAll(/\s+/g, ' ');
  };
  const keys = read();
  for (const {meaning, action} of ownFleetKeys) {
    if (!action.startsWith('range')) expect(keys).toContain(meaning);
  }
  await screen.press('\t');
  const text = read();
  for (const {title, meaning} of fleetColumns) {
    expect(text).toContain(title);
    expect(text).toContain(meaning);
  }
  await screen.press('q');
  expect(names(screen)).toHaveLength(3);
});

test.each([
  [80, 24],
  [200, 60],
])(
  'the columns are explained in full where there is room for all, at %d×%d',
  async (columns, rows) => {
    using screen = await startFleet({hn1: saving(9)}, {columns, rows});
    await screen.press(keyCodes.f2);
    expect(screen.text().replaceAll(/\s+/g, ' ')).toContain(
      'up, connecting, or why and for how long it is lost (refused, no route, lost 12 s); a lost host shows its last figures.',
    );
    expect(screen.text()).not.toContain('…');
  },
);

test('what is said of the selected host ends behind a word', async () => {
  const offering = processOf({ksm: {rmapItems: 9, mergingPages: 0, mergeable: true}});
  using screen = await startFleet(
    {hn1: saving(90, {ksm: {run: 0}, processes: [offering]})},
    {columns: 80, rows: 24},
  );
  const status = () => screen.lines().at(-2)?.trimEnd() ?? '';
  await vi.waitFor(() => expect(status()).toMatch(/^hn1: /));
  expect(status().length).toBeLessThanOrEqual(80);
  expect(status()).toMatch(/ …$|\.$/);
});
