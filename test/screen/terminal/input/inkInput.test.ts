import {EventEmitter} from 'node:events';
import {expect, test} from 'vitest';
import {InkInput} from '../../../../source/screen/terminal/input/inkInput.js';

test('sets modes of the terminal for Ink, and never delivers input', () => {
  const asked: string[] = [];
  const terminal = Object.assign(new EventEmitter(), {
    setRawMode: (mode: boolean) => asked.push(`raw ${mode}`),
    ref: () => asked.push('ref'),
    unref: () => asked.push('unref'),
  });
  const input = new InkInput(terminal as unknown as NodeJS.ReadStream, () => false);
  input.setRawMode(true);
  input.ref();
  input.setRawMode(false);
  input.unref();
  expect(asked).toEqual(['raw true', 'ref', 'raw false', 'unref']);
  terminal.emit('data', Buffer.from('[s'));
  expect(input.read()).toBe(null);
});

test('raw mode is not left while an answer of the terminal is expected, which would be echoed', () => {
  const modes: boolean[] = [];
  let isAnswerDue = true;
  const terminal = {
    setRawMode(mode: boolean) {
      modes.push(mode);
    },
    ref() {},
    unref() {},
  } as unknown as NodeJS.ReadStream;
  const input = new InkInput(terminal, () => isAnswerDue);
  input.setRawMode(true);
  input.setRawMode(false);
  expect(modes).toEqual([true]);
  isAnswerDue = false;
  input.setRawMode(false);
  expect(modes).toEqual([true, false]);
});
