import {expect, test} from 'vitest';
import {modelOf} from '../fixtures/model.js';

test('a rebooted host has changed nothing, and lost nothing in a second', () => {
  const before = {host: {uptimeSeconds: 86_400}, ksm: {run: 1, pages_sharing: 825_310}};
  const after = {host: {uptimeSeconds: 40}, ksm: {run: 0, pages_sharing: 0}};
  const {rates, parameterChanges, history} = modelOf(before, after);
  expect(rates).toBeUndefined();
  expect(parameterChanges).toEqual([]);
  expect(history.map(({values}) => values.pages_sharing)).toEqual([825_310, 0]);
});

test('a host that continues has', () => {
  const before = {host: {uptimeSeconds: 86_400}, ksm: {run: 1, pages_sharing: 825_310}};
  const after = {host: {uptimeSeconds: 86_401}, ksm: {run: 0, pages_sharing: 825_300}};
  const {rates, parameterChanges} = modelOf(before, after);
  expect(rates?.counters.pages_sharing).toBe(-10);
  expect(parameterChanges).toMatchObject([{name: 'run', from: '1', to: '0', by: 'other'}]);
});
