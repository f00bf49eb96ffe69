import {describe, expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import type {MapReport} from '../../../source/model/map/mapReport.js';
import type {Model} from '../../../source/model/model.js';
import {createReportCollector, type Report} from '../../../source/model/report/reportCollector.js';
import {reportStyle} from '../../../source/output/report/style.js';
import {busyHost} from '../../fixtures/busyHost.js';
import {estimateOf} from '../../fixtures/estimate.js';
import {mapReportOf} from '../../fixtures/map.js';
import {random} from '../../fixtures/random.js';
import {randomSample} from '../../fixtures/randomSample.js';
import {sampleOf} from '../../fixtures/sample.js';
import {playTrial, workloads} from '../../fixtures/trialSeries.js';
import {hostileModel, hostileNames, steering} from '../../support/hosts/hostileNames.js';
import {pageOf, reportOf} from '../../support/reportOf.js';

const busy = busyHost({processes: 20, containers: 4, seconds: 120});

function reportOfModel(model = hostileModel()): Report {
  const collector = createReportCollector();
  collector.add(model, true);
  return collector.finish() as Report;
}

/** The tags of a page without those of its style. */
const tagsOf = (page: string): string[] =>
  [...page.replace(reportStyle, '').matchAll(/<\/?([^\s>/]*)/g)].map(([, name = '']) => name);

test('has its parts, in order', async () => {
  const {report} = await reportOf(busy);
  const page = pageOf(report);
  const heads = [...page.matchAll(/<h[12]>([^<]*)/g)].map(([, text]) => text);
  expect(heads).toEqual(['KSM on hn1', 'Trends', 'Advice', 'Events', 'Containers', 'Parameters']);
  const charts = [...page.matchAll(/role="img" aria-label="([^"]*)"/g)].map(([, text]) => text);
  expect(charts).toEqual([
    'Saved memory',
    'Offered memory',
    'CPU of ksmd',
    'Merges broken',
    'Memory available on the host',
  ]);
});

test('a recorded trial is at its end, with the clause that decided', () => {
  const {samples} = playTrial(workloads.eroding.make, 2);
  const collector = createReportCollector();
  let model: Model | undefined;
  for (const sample of samples) {
    const begins = model === undefined;
    model = advance(model, sample);
    collector.add(model, begins);
  }
  const report = collector.finish() as Report;
  const page = pageOf(report);
  expect(page).toContain('<h2>Trial of web</h2>');
  expect(page).toMatch(/<li>The profit at the floor[^<]*: broken\.<\/li>/);
  const skipped = pageOf(report, {everySample: false});
  expect(skipped).toContain(
    '<p>Result: not over at the end of the recording. Its figures take every sample',
  );
  expect(skipped).not.toContain('The profit at the floor');
});

describe('what was printed besides the recording', () => {
  const groups = (names: readonly string[]) =>
    names.map((name) => ({id: `lxc:${name}`, kind: 'lxc', name, processes: []}));
  const estimateOfNames = (names: readonly string[], timeMs = 0) => ({
    timeMs,
    groups: groups(names),
    estimate: estimateOf(names.length),
  });

  test('is on the page, with the time when it was made', async () => {
    const {report} = await reportOf(busy);
    const {timeMs} = report.end.sample;
    const estimate = estimateOfNames(['db', 'web'], timeMs);
    const page = pageOf(report, {printed: {estimate, map: mapReportOf()}});
    const heads = [...page.matchAll(/<h2>([^<]*)/g)].map(([, text]) => text);
    expect(heads.slice(-2)).toEqual(['Estimate', 'Sharing map']);
    expect(page).toMatch(/not opted in\. Made \d+ [A-Z][a-z]{2} [\d:]{8} in 3\.0 s\.</);
    expect(page).toMatch(/with one another\. Made [^<]*, (?:before|after) the recording\./);
    expect(page).toMatch(/<td class="name">db<\/td>(?:<td class="figure">[^<]*<\/td>){10}<td>\*/);
    expect(page).toContain('<td class="figure warning">8.00 KiB !</td>');
    expect(page).toContain('8.00 KiB of merged memory is shared across tenants, by 2 containers');
  });

  test('adds no tag by its names, and stays small', async () => {
    const {report} = await reportOf(busy);
    const pageWith = (names: readonly string[]) => {
      const {map, ...facts} = mapReportOf();
      const [db, ...others] = groups(names);
      return pageOf(report, {
        printed: {
          estimate: estimateOfNames(names),
          map: {
            ...facts,
            groups: [db, ...others].slice(0, 3) as MapReport['groups'],
            map: {...map, groups: map.groups.map((each) => ({...each, tenants: names}))},
          },
        },
      });
    };
    const plain = pageWith(hostileNames.map((_, index) => `w${index}`));
    expect(tagsOf(pageWith(hostileNames))).toEqual(tagsOf(plain));
    expect(steering.exec(pageWith(hostileNames))).toBe(null);
    const many = pageWith(Array.from({length: 10_000}, (_, index) => `${index}${'x'.repeat(190)}`));
    expect(many).toContain('containers with the least profit left out');
    expect(many.length).toBeLessThan(2 ** 20);
  });
});

test('says which figures of the kernel are impossible', () => {
  const pageWith = (zeroPages: number) => {
    const ksm = {pages_shared: 1000, pages_sharing: 19_000, ksm_zero_pages: zeroPages};
    const general_profit = 19_000 * 4096 - 20_000 * 64;
    return pageOf(reportOfModel(advance(undefined, sampleOf({ksm: {...ksm, general_profit}}))));
  };
  expect(pageWith(-200_000)).toMatch(/shown as unknown: ksm_zero_pages is below zero\./);
  expect(pageWith(0)).not.toContain('impossible');
});

test('needs no script, no style but its own and nothing from elsewhere', async () => {
  const page = pageOf((await reportOf(busy)).report);
  expect(/<script|\son\w+=|\sstyle=|javascript:|@import|url\(/i.exec(page)).toBe(null);
  expect(/(?:href|src)="(?!data:,")/.exec(page)).toBe(null);
  const [, policy = ''] = /Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(policy.replaceAll('&#39;', "'")).toBe(
    "default-src 'none'; style-src 'sha256-x'; img-src data:; base-uri 'none'; form-action 'none'",
  );
});

test('closes every element that it opens', async () => {
  const page = pageOf((await reportOf(busy)).report).replace(reportStyle, '');
  const alone = new Set(['meta', 'link', 'br', 'path', 'rect']);
  const open: string[] = [];
  for (const [, slash, name = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)/g)) {
    if (alone.has(name)) continue;
    if (slash === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
});

test('hostile names add no tag, and nothing that steers', () => {
  const plain = pageOf(reportOfModel(hostileModel(hostileNames.map((_, index) => `w${index}`))));
  const names = [
    ...hostileNames.slice(0, -3),
    '<script>alert(1)</script>',
    '"><img src=x>',
    '</td>',
  ];
  const hostile = pageOf(reportOfModel(hostileModel(names)), {recording: '</p><script>"'});
  expect(tagsOf(hostile)).toEqual(tagsOf(plain));
  expect(steering.exec(hostile)).toBe(null);
  expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

test('a thousand containers with long names stay far below 3 MB', () => {
  const names = Array.from({length: 1000}, (_, index) => `${index}${'x'.repeat(5000)}`);
  const page = pageOf(reportOfModel(hostileModel(names)));
  expect(page.length).toBeLessThan(2 ** 20);
  expect(page).toContain('containers that save least left out');
});

test.each([
  ['without KSM', sampleOf({ksm: false})],
  ['with KSM at rest', sampleOf()],
])('a single sample of a host %s has a page', async (_, sample) => {
  const page = pageOf((await reportOf([sample])).report);
  expect(/NaN|Infinity|undefined/.exec(page)).toBe(null);
});

test('what could not be read is never NaN or undefined', () => {
  const pick = random(7);
  for (let round = 0; round < 20; round++) {
    const collector = createReportCollector();
    let model: Model | undefined;
    for (let second = 0; second < 12; second++) {
      model = advance(model, randomSample(pick, 1000 * second));
      collector.add(model, second === 0);
    }
    const page = pageOf(collector.finish() as Report);
    expect(/NaN|undefined|Infinity/.exec(page)).toBe(null);
    expect(steering.exec(page)).toBe(null);
  }
});
