import {expect, test} from 'vitest';
import {createWantedSample} from '../../source/session/wantedSample.js';

/** Shows each sample when `next` is called. */
function slowly() {
  const shown: number[] = [];
  let next = () => {};
  const wanted = createWantedSample(async (number) => {
    await new Promise<void>((resolve) => {
      next = resolve;
    });
    shown.push(number);
  });
  const showNext = async () => {
    next();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {wanted, shown, showNext};
}

test('what is no longer wanted by its turn is skipped', async () => {
  const {wanted, shown, showNext} = slowly();
  const first = wanted.want(1);
  void wanted.want(2);
  const last = wanted.want(3);
  expect(wanted.number()).toBe(3);
  await showNext();
  await showNext();
  await Promise.all([first, last]);
  expect(shown).toEqual([1, 3]);
});

test('what is shown already is not shown again', async () => {
  const {wanted, shown, showNext} = slowly();
  const first = wanted.want(1);
  await showNext();
  await first;
  await wanted.want(1);
  expect(shown).toEqual([1]);
});

test('nothing is shown after the end', async () => {
  const {wanted, shown, showNext} = slowly();
  const first = wanted.want(1);
  void wanted.want(2);
  wanted.stop();
  await showNext();
  await first;
  expect(shown).toEqual([1]);
});
