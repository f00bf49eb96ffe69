import {expect, test} from 'vitest';
import {messageOf} from '../../source/text/messageOf.js';

test('what was thrown has a message, whatever it is', () => {
  expect(messageOf(new Error('Cannot read: EACCES.'))).toBe('Cannot read: EACCES.');
  expect(messageOf('stopped')).toBe('stopped');
  expect(messageOf(undefined)).toBe('undefined');
});
