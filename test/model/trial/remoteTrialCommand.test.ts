import {expect, test} from 'vitest';
import {remoteTrialCommand} from '../../../source/model/trial/remoteTrialCommand.js';

test('the command for a trial there is quoted for both shells', () => {
  expect(remoteTrialCommand({name: 'root@hn1', options: '-H root@hn1'}, ['shop'])).toBe(
    "ssh -t root@hn1 'ksmtop trial shop'",
  );
  expect(remoteTrialCommand({name: 'ann@hn1', options: '-H ann@hn1 --sudo'}, ["it's"])).toBe(
    "ssh -t ann@hn1 'sudo ksmtop trial it'\\\\\\'s",
  );
});
