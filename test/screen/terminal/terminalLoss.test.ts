import {EventEmitter} from 'node:events';
import {expect, test} from 'vitest';
import {watchLoss} from '../../../source/screen/terminal/terminalLoss.js';

function watched() {
  const [input, output] = [new EventEmitter(), new EventEmitter()];
  let calls = 0;
  const loss = watchLoss(input, [output], () => calls++);
  return {input, output, loss, calls: () => calls};
}

test.each([
  ['input', 'end'],
  ['input', 'close'],
  ['input', 'error'],
  ['output', 'error'],
] as const)('the %s tells of a lost terminal by "%s"', (stream, name) => {
  const {loss, calls, ...streams} = watched();
  expect(loss.isLost).toBe(false);
  streams[stream].emit(name, new Error('EIO'));
  expect([loss.isLost, calls()]).toEqual([true, 1]);
});

test('later writes to a lost terminal are no error of the program', () => {
  const {input, output, loss} = watched();
  input.emit('end');
  loss.release();
  output.emit('error', new Error('EIO'));
  input.emit('error', new Error('EIO'));
});

test('after a screen that was quit, errors are errors again', () => {
  const {output, loss} = watched();
  loss.release();
  expect(() => output.emit('error', new Error('EPIPE'))).toThrow('EPIPE');
});
