import {expect, test} from 'vitest';
import type {View} from '../../../source/screen/frame/frameContext.js';
import type {Phases} from '../../../source/screen/frame/runStates.js';
import {keysOfView} from '../../../source/screen/frame/viewKeys.js';

const phases = {estimate: 'idle', map: 'ended', optIn: 'asking', trial: 'idle'} as const;
const optIn = {name: 'optIn', title: 'web', containerIds: ['lxc:web']} as const;
const place = {
  ...{lists: {}, hasDraft: false, isMember: false, recorded: false},
  ...{canEstimate: true, canMap: true, canConfirm: true, canTry: true, canStart: true, phases},
};

test.each([
  ['y and t', true, true],
  ['y alone where there can be no trial', true, false],
  ['neither', false, false],
])('the opt-in panel offers what can be answered: %s', (_, canConfirm, canTry) => {
  const keys = keysOfView([{name: 'containers'}, optIn], 1, {...place, canConfirm, canTry});
  for (const [name, key, isPossible] of [
    ['yes', 'y', canConfirm],
    ['try', 't', canTry],
  ] as const) {
    const found = keys.find(({action}) => action === name);
    expect(found?.keys).toEqual([key]);
    expect(found?.unavailable ?? false).toBe(!isPossible);
  }
});

test('the opt-in panel shows the key that starts ksmd only where it is stopped', () => {
  const bar = (canStart: boolean) =>
    keysOfView([{name: 'containers'}, optIn], 1, {...place, canStart}).find(
      ({action}) => action === 'start',
    )?.bar;
  expect([bar(true), bar(false)]).toEqual(['start ksmd, too', undefined]);
});

const barOf = (view: View, changes: Partial<typeof phases | Phases>) =>
  keysOfView([{name: 'containers'}, view], 1, {...place, phases: {...phases, ...changes}})
    .filter(({bar}) => bar)
    .map(({keys: [key], bar}) => `${key} ${bar}`);

test.each([
  [
    {name: 'estimate', options: []},
    'estimate',
    'idle',
    ['enter start', 'left choose', 'escape back'],
  ],
  [{name: 'estimate', options: []}, 'estimate', 'running', ['escape stop']],
  [
    {name: 'estimate', options: []},
    'estimate',
    'ended',
    ['enter start', 'left choose', 'escape back'],
  ],
  [{name: 'map'}, 'map', 'running', ['escape stop']],
  [{name: 'map'}, 'map', 'ended', ['m read again', 'escape back']],
  [optIn, 'optIn', 'asking', ['y yes', 's start ksmd, too', 't try', 'escape back']],
  [optIn, 'optIn', 'changing', ['escape stop']],
  [optIn, 'optIn', 'ended', ['escape back']],
  [{name: 'trial'}, 'trial', 'asking', ['y start', 'p preset', 'escape back']],
  [{name: 'trial'}, 'trial', 'running', ['k keep', 'b take back', 'escape stop']],
  [{name: 'trial'}, 'trial', 'ended', ['escape back']],
] as const)('the keys of %j while its %s is %s', (view, run, phase, own) => {
  const always = [
    'up move',
    'enter open',
    'up scroll',
    '/ filter',
    '< sort',
    'f2 columns',
    'a advice',
    '? help',
  ];
  expect(barOf(view, {[run]: phase}).filter((text) => !always.includes(text))).toEqual(own);
});
