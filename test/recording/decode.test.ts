import {describe, expect, test} from 'vitest';
import {createDecoder, type DecoderOptions} from '../../source/recording/decode.js';
import {encodeEnd, encodeHeader, encodeSample} from '../../source/recording/encode.js';
import {DamagedLine, NewerRecording} from '../../source/recording/format.js';
import {processOf, sampleOf} from '../fixtures/sample.js';

const first = sampleOf({
  processes: [processOf({pid: 7, commandLine: 'a b'}), processOf({pid: 9})],
});

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function decode(text: string, options?: DecoderOptions) {
  const decoder = createDecoder(options);
  const samples = linesOf(text).flatMap((line) => decoder.take(line) ?? []);
  return {samples, ended: decoder.ended};
}

const whole = encodeHeader(first, '1.0') + encodeSample(undefined, first);

describe('a sample and what changed after it', () => {
  test('comes back', () => {
    expect(decode(whole)).toEqual({samples: [first], ended: false});
  });

  test('a process that changed, one that ended, one that began', () => {
    const changed = {...first.processes?.[0], ksm: {rmapItems: 5}, preload: {}} as never;
    const second = {...first, timeMs: 5, processes: [changed, processOf({pid: 8})]};
    delete (second as {ksmd?: unknown}).ksmd;
    const {samples} = decode(whole + encodeSample(first, second));
    expect(samples[1]).toEqual(second);
  });

  test('processes whose pid was given to another', () => {
    const other = processOf({
      pid: 9,
      startTicks: 12,
      command: 'other',
      container: first.processes?.[0]?.container as never,
    });
    delete (other as {anonBytes?: number}).anonBytes;
    const second = {...first, processes: [first.processes?.[0] as never, other]};
    expect(decode(whole + encodeSample(first, second)).samples[1]).toEqual(second);
  });

  test('processes before they were listed, when there are none, and after', () => {
    const {processes, ...unlisted} = first;
    const none = {...first, processes: []};
    const text =
      encodeHeader(unlisted, '1') +
      encodeSample(undefined, unlisted) +
      encodeSample(unlisted, none) +
      encodeSample(none, first) +
      encodeSample(first, unlisted);
    expect(decode(text).samples).toEqual([unlisted, none, first, unlisted]);
    expect(decode(text).samples[0]).not.toHaveProperty('processes');
  });

  test('what did not change stays the same object', () => {
    const second = {...first, timeMs: 5};
    const {samples} = decode(whole + encodeSample(first, second));
    expect(samples[1]?.processes).toBe(samples[0]?.processes);
    expect(samples[1]?.ksm).toBe(samples[0]?.ksm);
  });

  test('without processes, when they are not asked for', () => {
    const {processes, ...rest} = first;
    expect(decode(whole, {withProcesses: false}).samples).toEqual([rest]);
  });

  test('the end of a finished file', () => {
    expect(decode(whole + encodeEnd(1)).ended).toBe(true);
    expect(decode(whole + encodeEnd(1) + whole)).toEqual({samples: [first, first], ended: false});
  });
});

test('lines are plain ASCII, whatever is in a name', () => {
  const hostile = processOf({command: '\u001b]0;x\u0007\u009b31m\u202e\ud800é漢\n'});
  const text = encodeSample(undefined, {...first, processes: [hostile]});
  expect(text).toMatch(/^[\n -~]*$/);
  expect(linesOf(text)).toHaveLength(2);
  expect(decode(encodeHeader(first, '1') + text).samples[0]?.processes).toEqual([hostile]);
});

describe('what cannot be read', () => {
  test('a recording of a newer program is refused by a sentence', () => {
    const newer = whole.replace('"version":1', '"version":2').replace('"1.0"', '"9.3.1"');
    expect(() => decode(newer)).toThrow(NewerRecording);
    expect(() => decode(newer)).toThrow(
      'was recorded by a newer ksmtop 9.3.1: its format is 2, and this ksmtop reads up to 1. Replay it with that version.',
    );
    const hostile = newer.replace('9.3.1', '\\u001b[2J');
    expect(() => decode(hostile)).toThrow('was recorded by a newer ksmtop: its');
  });

  test('keys that only a newer program knows are skipped', () => {
    const text = whole
      .replace('"counters":{', '"counters":{"pages_dreamt":3,')
      .replace('"sample":{', '"sample":{"weather":{"rain":true},')
      .replace('"version":1', '"version":1,"colour":"blue"');
    expect(decode(text).samples).toEqual([first]);
  });

  test.each([
    ['a cut line', whole.slice(0, -9)],
    ['a line of no kind', `${whole}{"simple":{}}`],
    ['no header', linesOf(whole)[2] ?? ''],
    ['no object', `${whole}{"sample":[]}`],
    ['a header without a version', whole.replace('"version":1,', '')],
    ['an infinite number', whole.replace(/"pages_shared":\d+/, '"pages_shared":1e999')],
    ['an infinite time ago', whole.replace(/"monotonicMs":\d+/, '"monotonicMs":-1e999')],
    ['a fraction of a page', whole.replace(/"pages_shared":\d+/, '"pages_shared":0.5')],
    ['a negative count', whole.replace(/"cpuTicks":\d+/, '"cpuTicks":-1')],
    ['more than 64 bits', whole.replace(/"pages_shared":\d+/, '"pages_shared":1e30')],
    ['no page size', whole.replaceAll('"pageSizeBytes":4096', '"pageSizeBytes":0')],
    ['a time that is no date', whole.replaceAll(/"timeMs":\d+/g, '"timeMs":1e17')],
    ['a parameter that is no number', whole.replace('"run":"1"', '"run":"yes"')],
    ['a mode that is two words', whole.replace('"advisor_mode":"none"', '"advisor_mode":"a b"')],
    ['a mode with an escape', whole.replace('"advisor_mode":"none"', '"advisor_mode":"\\u001b"')],
    ['an errno with an escape', whole.replace('"memory":', '"writeRefusal":"E\\u001b","memory":')],
    ['a needed value that is taken away', `${whole}{"sample":{"host":null}}`],
  ])('%s', (_, text) => {
    expect(() => decode(text)).toThrow(DamagedLine);
  });

  test.each([
    ['no JSON', whole.replace('{"7":', '{"7"')],
    ['a list', whole.replace(/"processes":.*/, '"processes":[]}')],
    ['a number as a name', whole.replace('"command":"program"', '"command":7')],
    ['a process of another pid', whole.replace('"7":{"pid":7', '"7":{"pid":8')],
    ['a process without a container', whole.replace(/"container":\{.*?\},/, '')],
  ])('damaged processes (%s) leave the figures of the host', (_, text) => {
    const second = {...first, timeMs: 5, processes: [processOf({pid: 8})]};
    const {processes, ...rest} = first;
    expect(decode(text + encodeSample(first, second) + whole).samples).toEqual([
      rest,
      {...rest, timeMs: 5},
      first,
    ]);
  });

  test('a key that would change the prototype is skipped', () => {
    const {samples} = decode(
      whole.replace('"containerMemory":{', '"containerMemory":{"__proto__":1,"a":2'),
    );
    expect(samples[0]?.containerMemory).toEqual({a: 2});
  });

  test('the rest of a segment is lost with a damaged line, and the next segment is not', () => {
    const decoder = createDecoder();
    const taken = linesOf(`${whole}{"sample"\n${encodeSample(first, first)}${whole}`).map(
      (line) => {
        try {
          return decoder.take(line) ? 'sample' : 'more to come';
        } catch {
          return 'damaged';
        }
      },
    );
    expect(taken).toEqual([
      ...['more to come', 'more to come', 'sample'],
      ...['damaged', 'damaged'],
      ...['more to come', 'more to come', 'sample'],
    ]);
  });
});
