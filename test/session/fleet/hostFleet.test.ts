import {expect, test} from 'vitest';
import {createHostFleet} from '../../../source/session/fleet/hostFleet.js';
import {sampleOf} from '../../fixtures/sample.js';
import {createScriptedHost} from '../../support/scriptedHost.js';

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
