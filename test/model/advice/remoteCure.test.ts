import {describe, expect, test} from 'vitest';
import {adviceOf} from '../../../source/model/advice/advice.js';
import {ofRecordedHost} from '../../../source/model/advice/recordedCures.js';
import {
  remoteCommands,
  remoteCure,
  remoteSentence,
} from '../../../source/model/advice/remoteCure.js';
import {examine} from '../../../source/model/checks/examine.js';
import {guideFor} from '../../../source/model/guide/guideFor.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf} from '../../fixtures/sample.js';

const overSsh = {remote: {name: 'root@hn1', options: '-H root@hn1'}};
const offering = processOf({ksm: {rmapItems: 9, mergingPages: 0, mergeable: true}});
const stopped = {ksm: {run: 0}, processes: [offering, processOf({command: 'ksmtuned'})]};

describe('a cure', () => {
  test.each([
    ['ksmtop set run=1', 'ksmtop -H root@hn1 set run=1'],
    ['ksmtop guide', 'ksmtop -H root@hn1 guide'],
    ['sudo ksmtop doctor', 'ksmtop -H root@hn1 --sudo doctor'],
    ['# if needed: ksmtop set run=2', '# if needed: ksmtop -H root@hn1 set run=2'],
    ['# run ksmtop on the host itself', '# run ksmtop on the host itself'],
    ['ksmtop optin web', '# on root@hn1:\nksmtop optin web'],
    ['systemctl stop vcmmd', '# on root@hn1:\nsystemctl stop vcmmd'],
    [
      'systemctl disable --now ksmtuned && ksmtop set run=1',
      '# on root@hn1:\nsystemctl disable --now ksmtuned\nksmtop -H root@hn1 set run=1',
    ],
    ['mkdir -p /a\n# then\ntouch /a/b', '# on root@hn1:\nmkdir -p /a\n# then\ntouch /a/b'],
  ])('for this machine is %j, and over ssh %j', (here, there) => {
    expect(remoteCure({}, here)).toBe(here);
    expect(remoteCure(overSsh, here)).toBe(there);
  });

  test('names sudo once', () => {
    const remote = {name: 'hn1', options: '-H hn1 --sudo'};
    expect(remoteCure({remote}, 'sudo ksmtop doctor')).toBe('ksmtop -H hn1 --sudo doctor');
  });
});

test('of a host that only Prometheus knows, every line is for a shell there', () => {
  const place = {remote: {name: 'hn1:9100'}};
  expect(remoteCure(place, 'ksmtop set run=1')).toBe('# on hn1:9100:\nksmtop set run=1');
  expect(remoteCure(place, '# wait')).toBe('# wait');
});

test.each([
  ['hn1', 'hn1, this host'],
  ['hn2', 'hn1, not this host'],
  [undefined, 'hn1'],
])(
  'of a recording the cures, the guide and the diagnosis name the host, on %s',
  (thisHost, place) => {
    const container = {id: 'lxc:web', kind: 'lxc', name: 'web'} as const;
    const processes = [...stopped.processes, processOf({pid: 9, container})];
    const model = ofRecordedHost(modelOf({...stopped, processes, host: {name: 'hn1'}}), thisHost);
    expect(adviceOf(model)[0]?.cure).toBe(
      `# on ${place}:\nsystemctl disable --now ksmtuned\nksmtop set run=1`,
    );
    expect(guideFor({model}, undefined).title).toBe(place);
    expect(
      guideFor(
        {model},
        model.containers?.find(({id}) => id === container.id),
      ).title,
    ).toMatch(new RegExp(`, on ${place}$`));
    expect(remoteSentence(model.sample, 'Start ksmd.')).toBe(`On ${place}: Start ksmd.`);
  },
);

test('a hostile name of a recorded host runs nothing', () => {
  const model = ofRecordedHost(modelOf({...stopped, host: {name: "x'\n;`reboot`"}}), 'hn1');
  expect(adviceOf(model)[0]?.cure).toMatch(/^# on x\?\?\?\?reboot\?, not this host:\nsystemctl/);
});

test('commands in a sentence get the options, too', () => {
  expect(remoteCommands(overSsh, 'Start ksmd with ksmtop set run=1 (key s).')).toBe(
    'Start ksmd with ksmtop -H root@hn1 set run=1 (key s).',
  );
});

test('advice, doctor and the guide of a host over ssh have no command for another host', () => {
  const model = modelOf({...stopped, ...overSsh});
  const examined = examine(model, {kernelThreadsSeen: true, zramSwaps: 0, systemdRuns: true}, []);
  const guide = guideFor({model}, undefined).sections.flatMap(({parts}) =>
    parts.filter((part) => typeof part !== 'string').flat(),
  );
  const cures = [...adviceOf(model), ...examined].map(({cure}) => cure ?? '');
  const lines = [...cures, ...guide].join('\n');
  expect(lines).toContain('ksmtop -H root@hn1 set run=1');
  expect(lines).not.toMatch(/ksmtop (?:set|print|guide|doctor)/);
});
