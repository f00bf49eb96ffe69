import {expect, test} from 'vitest';
import {keysOfView} from '../../../source/screen/frame/viewKeys.js';

const optIn = {name: 'optIn', title: 'web', containerIds: ['lxc:web']} as const;
const place = {
  ...{lists: {}, hasDraft: false, isMember: false, recorded: false},
  ...{canEstimate: true, canMap: true},
};

test.each([true, false])('y of the opt-in panel is offered while it is asked: %j', (canConfirm) => {
  const keys = keysOfView([{name: 'containers'}, optIn], 1, {...place, canConfirm});
  const yes = keys.find(({action}) => action === 'yes');
  expect(yes?.keys).toEqual(['y']);
  expect(yes?.unavailable ?? false).toBe(!canConfirm);
});
