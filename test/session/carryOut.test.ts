import {describe, expect, test} from 'vitest';
import type {ParameterName} from '../../source/kernel/ksm/parameters.js';
import type {WriteOutcome} from '../../source/model/sample/sample.js';
import type {Values} from '../../source/model/tuning/checkValue.js';
import {orderWrites} from '../../source/model/tuning/writeOrder.js';
import {carryOut} from '../../source/session/carryOut.js';

const before: Values = {
  run: '1',
  pages_to_scan: '1000',
  sleep_millisecs: '20',
  max_page_sharing: '256',
  advisor_mode: 'none',
  advisor_min_pages_to_scan: '500',
};

/** Files that behave as the kernel's, but for the refusals that a test orders. */
function kernel(refusals: Partial<Record<string, string>> = {}, from: Values = before) {
  const files: Partial<Record<ParameterName, string>> = {...from};
  const log: string[] = [];
  const write = async (name: ParameterName, value: string): Promise<WriteOutcome> => {
    const entry = `${name}=${value}`;
    log.push(entry);
    const errno = refusals[entry];
    if (errno === 'ENOMEM' || errno === 'EINTR') files.run = '0';
    if (!errno) {
      files[name] = value;
      if (name === 'advisor_mode') files.pages_to_scan = value === 'none' ? '100' : '500';
    }
    const held = files[name];
    return {
      ...(errno !== undefined && {errno}),
      ...(held !== undefined && {value: held}),
      elapsedSeconds: 0,
    };
  };
  return {files, log, write};
}

const planOf = (wanted: Values, merged = false, from = before) => ({
  before: from,
  writes: orderWrites(from, wanted, merged),
});

describe('a plan that the kernel takes', () => {
  test('is written in its order', async () => {
    const {files, log, write} = kernel();
    const plan = planOf({max_page_sharing: '512'}, true);
    expect(await carryOut(plan, write)).toMatchObject({notRestored: []});
    expect(log).toEqual(['run=2', 'max_page_sharing=512', 'run=1']);
    expect(files).toEqual({...before, max_page_sharing: '512'});
  });
});

describe('a refusal restores everything', () => {
  test.each([
    ['values written before it', {pages_to_scan: '5', sleep_millisecs: '7'}, 'sleep_millisecs=7'],
    ['the start of ksmd after an unmerge', {max_page_sharing: '512'}, 'max_page_sharing=512'],
    ['ksmd, which a failed unmerge has stopped', {run: '2'}, 'run=2', 'ENOMEM'],
    [
      'pages_to_scan, which the advisor has overwritten',
      {advisor_mode: 'scan-time', sleep_millisecs: '7'},
      'sleep_millisecs=7',
    ],
  ])('%s', async (_, wanted: Values, refused: string, errno = 'EROFS') => {
    const {files, write} = kernel({[refused]: errno});
    const {problem, notRestored, tried} = await carryOut(planOf(wanted, true), write);
    const start = errno === 'ENOMEM' ? `${refused} was not completed` : `Cannot set ${refused}`;
    expect(problem?.startsWith(`${start}: `)).toBe(true);
    expect(tried.at(-1)).toMatchObject({outcome: {errno}});
    expect(notRestored).toEqual([]);
    expect(files).toEqual(before);
  });

  test('even the advisor, whose pages_to_scan is its own', async () => {
    const advised = {...before, advisor_mode: 'scan-time', pages_to_scan: '7140'};
    const {files, write} = kernel({'sleep_millisecs=7': 'EINVAL'}, advised);
    const wanted = {advisor_mode: 'none', pages_to_scan: '3', sleep_millisecs: '7'};
    const {notRestored} = await carryOut(planOf(wanted, false, advised), write);
    expect(notRestored).toEqual([]);
    // As the kernel sets it when its advisor starts.
    expect(files).toEqual({...advised, pages_to_scan: '500'});
  });

  test('and says what could not be brought back', async () => {
    const {write} = kernel({'sleep_millisecs=7': 'EINVAL', 'pages_to_scan=1000': 'EROFS'});
    const plan = planOf({pages_to_scan: '5', sleep_millisecs: '7'});
    const {notRestored} = await carryOut(plan, write);
    expect(notRestored).toEqual([
      'Cannot set pages_to_scan=1000: /sys is mounted read-only (EROFS), as in a container. Run ksmtop on the host.',
    ]);
  });
});

test('waits for a dying process that still holds a merged page', async () => {
  const refusals: Record<string, string> = {'max_page_sharing=512': 'EBUSY'};
  const {files, log, write} = kernel(refusals);
  const plan = planOf({max_page_sharing: '512'}, true);
  const dying = async (name: ParameterName, value: string) => {
    const outcome = await write(name, value);
    if (log.filter((entry) => entry === 'max_page_sharing=512').length === 2) {
      delete refusals['max_page_sharing=512'];
    }
    return outcome;
  };
  expect((await carryOut(plan, dying)).problem).toBeUndefined();
  expect(files.max_page_sharing).toBe('512');
});

test('a value that does not hold is no success', async () => {
  const {files, write} = kernel();
  const meddling = async (name: ParameterName, value: string): Promise<WriteOutcome> =>
    name === 'sleep_millisecs' && value === '7'
      ? {value: '10', elapsedSeconds: 0}
      : write(name, value);
  const plan = planOf({pages_to_scan: '5', sleep_millisecs: '7'});
  const {problem} = await carryOut(plan, meddling);
  expect(problem).toBe(
    'sleep_millisecs was set to 7, but now reads 10: another program changed it.',
  );
  expect(files).toEqual(before);
});

test('an interruption waits for the write under way and takes back what was done', async () => {
  const {files, log, write} = kernel();
  const interruption = new AbortController();
  const plan = planOf({max_page_sharing: '512'}, true);
  const {problem} = await carryOut(
    plan,
    (name, value) => {
      interruption.abort();
      return write(name, value);
    },
    {signal: interruption.signal},
  );
  expect(problem).toContain('interrupted before max_page_sharing=512');
  expect(log).toEqual(['run=2', 'run=1']);
  expect(files).toEqual(before);
});
