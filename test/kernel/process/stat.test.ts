import {describe, expect, test} from 'vitest';
import {parseStat} from '../../../source/kernel/process/stat.js';
import type {ProcessDescription} from '../../fixtures/process.js';
import {hostileProcesses} from '../../fixtures/processes/hostileProcesses.js';
import {statBytes} from '../../fixtures/processes/stat.js';

function parse(changes: Partial<ProcessDescription>, release = '6.18.0') {
  const process = {pid: 4711, command: 'nginx', container: 'host', ...changes};
  return parseStat(statBytes(process, {release, pageSizeBytes: 4096}));
}

describe('parseStat', () => {
  test('reads a process', () => {
    expect(parse({parentPid: 12, state: 'R', cpuTicks: 101, startTicks: 62_672})).toEqual({
      command: 'nginx',
      state: 'R',
      parentPid: 12,
      kernelThread: false,
      cpuTicks: 101,
      startTicks: 62_672,
      imageKey: expect.any(Number),
    });
  });

  test('knows a kernel thread', () => {
    expect(parse({command: 'ksmd', kernelThread: true})).toMatchObject({
      kernelThread: true,
      imageKey: 0,
    });
  });

  test('reads the shorter line of 2.6.32', () => {
    expect(parse({startTicks: 99}, '2.6.32')).toMatchObject({startTicks: 99, parentPid: 1});
    expect(parse({}, '2.6.32')?.imageKey).toBeGreaterThan(0);
  });

  test.each(hostileProcesses)('keeps its place behind the name of $pid', (process) => {
    const {command, parentPid, state, startTicks} = parse(process) ?? {};
    expect({parentPid, state, startTicks}).toEqual({
      parentPid: 1,
      state: 'S',
      startTicks: 1000 + process.pid,
    });
    expect(command).toBe(Buffer.from(process.command).toString());
  });

  test.each(['', '\n', '1', '1 (a', '1 (a)', '1 (a) S', ') S 1 (', '1 (a) S x 1 1', '1 (a) 7 1 1'])(
    'takes %j for no such line',
    (text) => {
      expect(parseStat(Buffer.from(text))).toBeUndefined();
    },
  );

  test('looks at no byte behind the length', () => {
    const bytes = statBytes(
      {pid: 1, command: 'a', container: 'host'},
      {release: '6.18.0', pageSizeBytes: 4096},
    );
    const reused = Buffer.concat([bytes, Buffer.from('rest (of) a longer file')]);
    expect(parseStat(reused, bytes.length)).toEqual(parseStat(bytes));
    expect(parseStat(reused, 30)).toBeUndefined();
  });
});

describe('imageKey', () => {
  const line = (codeStart: number, stack: number, cpu: number, arguments_: number): string =>
    `7 (sh) S 1 7 7 0 -1 4194304 1 0 0 0 ${cpu} 0 0 0 20 0 1 0 500 2990080 417 18446744073709551615 ` +
    `${codeStart} 94060904404489 ${stack} 0 0 0 0 6 0 1 0 0 17 1 0 0 0 0 0 94060904418576 ` +
    `94060904419840 94061405515776 ${arguments_} 140724894689832 140724894689832 140724894691303 0\n`;
  const key = (text: string): number | undefined => parseStat(Buffer.from(text))?.imageKey;

  test('stays while the process runs', () => {
    expect(key(line(94, 140, 9, 5))).toBe(key(line(94, 140, 2000, 5)));
  });

  test('changes with the program, its stack and its arguments', () => {
    const keys = [
      line(94, 140, 9, 5),
      line(95, 140, 9, 5),
      line(94, 141, 9, 5),
      line(94, 140, 9, 6),
    ];
    expect(new Set(keys.map(key)).size).toBe(4);
  });

  test('is 0 when the addresses are hidden', () => {
    expect(key(line(1, 0, 9, 0))).toBe(0);
  });
});
