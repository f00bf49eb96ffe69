import {expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import type {Model} from '../../../source/model/model.js';
import {containerChanges} from '../../../source/model/report/containerChanges.js';
import {createReportCollector, type Report} from '../../../source/model/report/reportCollector.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

type Step = Parameters<typeof sampleOf>[0];

/** A report on these samples, ten seconds apart. */
function reportOn(steps: readonly Step[]): Report {
  const collector = createReportCollector();
  let model: Model | undefined;
  for (const [index, step] of steps.entries()) {
    const timeMs = 1_795_000_000_000 + index * 10_000;
    const clock = {timeMs, monotonicMs: 100_000 + index * 10_000};
    model = advance(model, {...sampleOf(step), ...clock} as Sample);
    collector.add(model, index === 0);
  }
  return collector.finish() as Report;
}

const secondsOf = (timeMs: number): number => (timeMs - 1_795_000_000_000) / 1000;

test('tells each change of a parameter once, and its author', () => {
  const {events} = reportOn([
    {ksm: {pages_to_scan: 100}},
    {ksm: {pages_to_scan: 200}, ownWrites: {pages_to_scan: ['200']}},
    {ksm: {pages_to_scan: 200}},
    {ksm: {pages_to_scan: 300}},
  ]);
  const changes = events.flatMap((event) => (event.kind === 'parameter' ? [event.change] : []));
  expect(changes.map(({from, to, by, timeMs}) => [from, to, by, secondsOf(timeMs)])).toEqual([
    ['100', '200', 'us', 10],
    ['200', '300', 'other', 30],
  ]);
});

test('successive changes by the advisor are one event', () => {
  const advised = (pages: number) => ({ksm: {advisor_mode: 'scan-time', pages_to_scan: pages}});
  const {events} = reportOn([advised(100), advised(200), advised(300), advised(400)]);
  expect(events).toMatchObject([
    {kind: 'parameter', change: {from: '100', to: '400', by: 'kernel'}},
  ]);
});

test('suspects what ran when processes were last read', () => {
  const collector = createReportCollector();
  const listed = sampleOf({
    ksm: {pages_to_scan: 100},
    processes: [processOf({command: 'ksmtuned'})],
  });
  const {processes: _, ...unlisted} = sampleOf({monotonicMs: 110_000, ksm: {pages_to_scan: 200}});
  const first = advance(undefined, listed);
  collector.add(first, true);
  collector.add(advance(first, unlisted), false);
  expect(collector.finish()?.events).toMatchObject([
    {change: {by: 'other', suspects: ['ksmtuned']}},
  ]);
});

test('tells verdicts, a restart of the host, and another recording', () => {
  const collector = createReportCollector();
  const model = (changes: Step, before?: Model) =>
    advance(before, sampleOf({monotonicMs: 100_000 + 10_000 * count++, ...changes}));
  let count = 0;
  const first = model({});
  const second = model({}, first);
  const third = model({ksm: {run: 0}}, second);
  const restarted = model({host: {uptimeSeconds: 5}, ksm: {run: 0}}, third);
  const other = model({host: {name: 'hn2'}, ksm: {run: 0}});
  for (const each of [first, second, third, restarted]) collector.add(each, each === first);
  collector.add(other, true);
  expect(collector.finish()?.events.filter(({kind}) => kind !== 'parameter')).toMatchObject([
    {kind: 'verdict', from: 'idle', to: 'off'},
    {kind: 'restart'},
    {kind: 'recording', hostName: 'hn2'},
  ]);
});

test('compares containers at both ends', () => {
  const inContainer = (name: string) =>
    processOf({container: {kind: 'lxc', id: `lxc:${name}`, name}});
  const {listed, passingContainers} = reportOn([
    {processes: [inContainer('stays'), inContainer('goes')]},
    {processes: [inContainer('stays'), inContainer('passes')]},
    {processes: [inContainer('stays'), inContainer('comes')]},
  ]);
  const changes = listed && containerChanges(listed.start, listed.end);
  const presence = changes?.map(({name, start, end}) => [name, Boolean(start), Boolean(end)]);
  expect(presence).toEqual(
    expect.arrayContaining([
      ['stays', true, true],
      ['goes', true, false],
      ['comes', false, true],
    ]),
  );
  expect(presence).toHaveLength(3);
  expect(passingContainers).toBe(1);
});

test('a recording without a sample has no report', () => {
  expect(createReportCollector().finish()).toBe(undefined);
});
