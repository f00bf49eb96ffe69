import {expect, test} from 'vitest';
import {createHostFleet} from '../../../source/session/fleet/hostFleet.js';
import {sampleOf} from '../../fixtures/sample.js';
import {createScriptedHost} from '../../support/hosts/scriptedHost.js';

test('an opened host has what its guide is made from', () => {
  const surroundings = () => Promise.reject(new Error('not read here'));
  const host = {...createScriptedHost(sampleOf()), surroundings};
  const fleet = createHostFleet([{name: 'hn1', host}], 3600);
  try {
    expect(fleet.open('hn1')?.surroundings).toBe(surroundings);
  } finally {
    fleet.stop();
  }
});

test('an opened host opts in by its own ksmtop, where it can', () => {
  const farOptIn = {
    look: () => ({result: Promise.resolve([]), stop() {}}),
    change: () => ({result: Promise.resolve({changed: []}), stop() {}}),
  };
  const host = createScriptedHost(sampleOf());
  const names = ['hn1', 'hn2'];
  const fleet = createHostFleet(
    [
      {name: 'hn1', host: {...host, farOptIn}},
      {name: 'hn2', host},
    ],
    3600,
  );
  try {
    expect(names.map((name) => fleet.open(name)?.optingIn !== undefined)).toEqual([true, false]);
    expect([...fleet.optingIns.keys()]).toEqual(['hn1']);
  } finally {
    fleet.stop();
  }
});
