import {expect, test} from 'vitest';
import {trialThere} from '../../../source/model/trial/trialThere.js';

test('the command for a trial there is quoted for both shells', () => {
  expect(trialThere({name: 'root@hn1', options: '-H root@hn1'}, ['shop'])).toBe(
    "ssh -t root@hn1 'ksmtop trial shop'",
  );
  expect(trialThere({name: 'ann@hn1', options: '-H ann@hn1 --sudo'}, ["it's"])).toBe(
    "ssh -t ann@hn1 'sudo ksmtop trial it'\\\\\\'s",
  );
});
