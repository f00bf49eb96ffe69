import {expect, test, vi} from 'vitest';
import {createStore} from '../../source/session/store.js';

test('listeners find the new state, until they unsubscribe', () => {
  const store = createStore(1);
  const seen: number[] = [];
  const unsubscribe = store.subscribe(() => seen.push(store.getState()));
  store.set(2);
  store.set(3);
  unsubscribe();
  store.set(4);
  expect(seen).toEqual([2, 3]);
  expect(store.getState()).toBe(4);
});

test('a listener that unsubscribes during a change keeps no other from it', () => {
  const store = createStore(1);
  const unsubscribe = store.subscribe(() => unsubscribe());
  const other = vi.fn();
  store.subscribe(other);
  store.set(2);
  store.set(3);
  expect(other).toHaveBeenCalledTimes(2);
});

test('a change within a change ends with the newest state everywhere', () => {
  const store = createStore(0);
  const seen: number[] = [];
  store.subscribe(() => {
    if (store.getState() === 1) store.set(2);
  });
  store.subscribe(() => seen.push(store.getState()));
  store.set(1);
  expect(seen).toEqual([2, 2]);
});
