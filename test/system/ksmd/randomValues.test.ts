import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createLocalHost, type LocalHost} from '../../../source/host/local/localHost.js';
import {parseParameter} from '../../../source/kernel/ksm/ksmFiles.js';
import {type ParameterName, parameters} from '../../../source/kernel/ksm/parameters.js';
import {advance} from '../../../source/model/advance.js';
import {valuesAfter} from '../../../source/model/tuning/changeCosts.js';
import {checkValue, type Values} from '../../../source/model/tuning/checkValue.js';
import {type Plan, planChanges} from '../../../source/model/tuning/plan.js';
import {carryOut} from '../../../source/session/carryOut.js';
import {missing} from '../../support/requirements.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';

const valuesEach = 500;

/** The same numbers in every run: mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const oddities = [
  ...['', ' ', '-1', '+1', '0x10', '1e3', '1.5', '007', '1 000', '1\n', '\n', 'none', 'NaN'],
  ...[
    '2147483648',
    '4294967295',
    '4294967296',
    '18446744073709551616',
    'y',
    'on',
    'true',
    '[none]',
  ],
];

/** Words and numbers of every size, in and out of range. */
function randomText(random: () => number): string {
  const kind = random();
  if (kind < 0.2) return oddities[Math.floor(random() * oddities.length)] ?? '';
  if (kind < 0.3) return ['0', '1', '2', 'none', 'scan-time'][Math.floor(random() * 5)] ?? '';
  return String(Math.floor(10 ** (random() * 12)));
}

/** What a plan announces of pages_to_scan when it switches the advisor. */
function advised({writes, before}: Plan): Values {
  const mode = writes.find(({name}) => name === 'advisor_mode')?.to;
  if (mode === undefined) return {};
  return {pages_to_scan: mode === 'none' ? '100' : (before.advisor_min_pages_to_scan ?? '')};
}

describe.skipIf(missing('random values', 'ksm'))('500 random values', () => {
  let ksm: HeldKsm;
  let host: LocalHost;
  beforeAll(async () => {
    ksm = await holdKsm();
    host = createLocalHost();
  }, ksmLockTimeoutMs);
  afterAll(async () => {
    await host?.close();
    await ksm?.restore();
  });

  const read = async (name: ParameterName) =>
    parseParameter(name, await readFile(`/sys/kernel/mm/ksm/${name}`, 'utf8'));

  test.each(parameters.map(({name}, seed) => [name, seed] as const))(
    'of %s leave the kernel with nothing that was not announced',
    async (name, seed) => {
      const random = randomOf(seed);
      let written = 0;
      for (let count = 0; count < valuesEach; count++) {
        const text = randomText(random);
        const before = await read(name);
        const {value} = checkValue(name, text);
        const model = advance(undefined, await host.sample());
        const {value: plan} = value === undefined ? {} : planChanges(model, {[name]: value});
        if (!plan) {
          expect([text, await read(name)]).toEqual([text, before]);
          continue;
        }
        const {problem} = await carryOut(plan, host.write);
        const announced = {...valuesAfter(model.sample, plan.writes), ...advised(plan)};
        const {ksm} = await host.sample();
        expect([text, problem, ksm?.parameters]).toEqual([text, undefined, announced]);
        written++;
      }
      // Neither all refused nor all taken: the check is between the two.
      expect(written).toBeGreaterThan(10);
      expect(written).toBeLessThan(valuesEach);
    },
  );
});
