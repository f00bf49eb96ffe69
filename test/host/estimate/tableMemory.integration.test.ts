import {expect, test} from 'vitest';
import {mustRun} from '../../support/run.js';
import {projectRoot, typescript} from '../../support/typescript.js';

/** Counts pages as a child does that reads a host of 256 GiB, of which it meets every 22nd. */
const script = `
const {readFileSync} = await import('node:fs');
const {createCounts} = await import('${projectRoot}source/host/estimate/counts.ts');
const {figuresOf} = await import('${projectRoot}source/host/estimate/groupFigures.ts');
const {createLastingShares} = await import('${projectRoot}source/model/estimate/lasting/lastingShares.ts');
const {createFrameSet} = await import('${projectRoot}source/host/pages/frameSet.ts');
const mibOf = (name) =>
  Number(new RegExp(name + ':\\\\s+(\\\\d+)').exec(readFileSync('/proc/self/status', 'latin1'))[1]) / 1024;
const before = mibOf('VmRSS');
const groupCount = 200;
const pages = 3_000_000;
const task = {
  groupCount,
  pageBytes: 4096,
  rmapItemBytes: 64,
  settings: {maxPageSharing: 256, useZeroPages: false},
};
const counts = createCounts(task, 2 ** 38);
const frames = createFrameSet();
const mix = (number, salt) => {
  let mixed = Math.imul(number, 0x9e37_79b1) ^ salt;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};
for (let page = 0; page < pages; page++) {
  const group = 1 + Math.floor((page * groupCount) / pages);
  frames.add(page * 22);
  // A third unique, the others in about six groups each.
  const content = page % 3 === 0 ? page : mix(page, 3) % (pages / 9);
  const [low, high] = [mix(content, 1), mix(content, 2)];
  counts.pagesRead++;
  counts.tallies[group].frames++;
  counts.byAddress.add(group - 1, page * 4096, low, high);
  if (counts.contents.add(group, low, high)) counts.byContent.add(group - 1, page * 4096, low, high);
}
figuresOf({task, counts});
// At the second reading everything is read again, and nothing has changed.
const shares = createLastingShares();
for (const pages of [counts.byContent, counts.byAddress]) {
  pages.forEach(({index, low, high}) => shares.note(1 + index, low, high, true));
}
figuresOf({task, counts, shares});
console.log(counts.contents.sampledOneIn, mibOf('VmHWM') - before);`;

test('a host of 256 GiB is counted within 64 MiB, as only a sample of its contents is', async () => {
  const [sampledOneIn = 0, mib = 0] = (await mustRun(typescript(script))).split(' ').map(Number);
  expect(sampledOneIn).toBeGreaterThanOrEqual(4);
  expect(mib).toBeLessThan(64);
});
