import {expect, test} from 'vitest';
import {
  callOf,
  createRegisters,
  instructionOf,
  isWide,
  prepareCall,
  prepareRepeat,
  resultOf,
} from '../../../../source/kernel/process/thread/userRegisters.js';

const interrupted = () => {
  const registers = createRegisters();
  registers.words.set([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, -4n, 11n, 12n, 13n, 14n, 232n]);
  registers.words.set([0x7fff_0000_1000n, 0x33n, 0x246n, -16n], 16);
  return registers;
};

test('registers of a thread in a call that a stop interrupted', () => {
  const registers = interrupted();
  expect(isWide(registers)).toBe(true);
  expect(callOf(registers)).toBe(232);
  expect(resultOf(registers)).toBe(-4);
  expect(instructionOf(registers)).toBe(0x7fff_0000_1000n);
  registers.words[17] = 0x23n;
  expect(isWide(registers)).toBe(false);
});

test('a call is prepared: only its own registers change, and the kernel restarts nothing', () => {
  const kept = interrupted();
  const target = createRegisters();
  prepareCall(target, kept, 0x7fff_2000n, 157, [67n, 1n, 2n]);
  expect(target.words).toEqual(
    kept.words
      .with(7, 0n)
      .with(9, 0n)
      .with(10, 157n)
      .with(12, 2n)
      .with(13, 1n)
      .with(14, 67n)
      .with(15, -1n)
      .with(16, 0x7fff_2000n),
  );
});

test('a call is made again from its instruction', () => {
  const kept = interrupted();
  const target = createRegisters();
  prepareRepeat(target, kept);
  expect(target.words[10]).toBe(232n);
  expect(target.words[16]).toBe(0x7fff_0000_0ffen);
  expect(target.words[15]).toBe(-1n);
});
