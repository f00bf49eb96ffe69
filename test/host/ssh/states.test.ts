import {describe, expect, test} from 'vitest';
import {
  connectionTable,
  createMachine,
  hostTable,
  requestTable,
} from '../../../source/host/ssh/states.js';

type AnyTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

const tables: ReadonlyArray<readonly [string, AnyTable, string]> = [
  ['host', hostTable as AnyTable, 'connecting'],
  ['connection', connectionTable as AnyTable, 'starting'],
  ['requests', requestTable as AnyTable, 'detached'],
];

test.each(tables)('%s: every state can be reached', (_, table, start) => {
  const reached = new Set([start]);
  for (const state of reached)
    for (const next of Object.values(table[state] ?? {})) reached.add(next);
  expect([...reached].sort()).toEqual(Object.keys(table).sort());
});

test('a host is retried until it is closed, and closed for good', () => {
  const host = createMachine(hostTable, 'connecting');
  const path = (['ended', 'retry', 'ended', 'retry', 'ready', 'ended', 'close'] as const).map(
    (event) => host.on(event) && host.state,
  );
  expect(path).toEqual([
    ...['lost', 'reconnecting', 'lost', 'reconnecting', 'connected', 'lost', 'closed'],
  ]);
  for (const event of ['ready', 'ended', 'retry', 'close'] as const) {
    expect(host.on(event)).toBe(false);
  }
  for (const state of ['connecting', 'connected', 'lost', 'reconnecting'] as const) {
    expect(hostTable[state].close).toBe('closed');
  }
});

describe('a connection', () => {
  test('is ready after both steps of the handshake', () => {
    const connection = createMachine(connectionTable, 'starting');
    expect(connection.on('ready')).toBe(false);
    expect(connection.on('hello')).toBe(true);
    expect(connection.on('hello')).toBe(false);
    expect(connection.on('ready')).toBe(true);
    expect(connection.state).toBe('ready');
  });

  test('ends once, from every state', () => {
    for (const state of ['starting', 'greeting', 'ready'] as const) {
      const connection = createMachine(connectionTable, state);
      expect(connection.on('end')).toBe(true);
      expect(connection.on('end')).toBe(false);
      expect(connection.state).toBe('ended');
    }
  });
});

describe('requests', () => {
  test('are sent one batch at a time', () => {
    const requests = createMachine(requestTable, 'detached');
    expect(requests.on('plan')).toBe(false);
    requests.on('attach');
    expect([requests.on('plan'), requests.on('plan')]).toEqual([true, false]);
    expect([requests.on('send'), requests.on('send')]).toEqual([true, false]);
    expect(requests.on('plan')).toBe(false);
  });

  test('are dropped once, and only when an answer has begun', () => {
    const requests = createMachine(requestTable, 'sent');
    expect(requests.on('drop')).toBe(false);
    requests.on('answer');
    expect([requests.on('drop'), requests.on('drop')]).toEqual([true, false]);
    requests.on('keepWaiting');
    expect(requests.state).toBe('answering');
    requests.on('drop');
    requests.on('finish');
    expect(requests.state).toBe('idle');
  });

  test('are planned again over the next connection, whatever their state was', () => {
    for (const state of ['idle', 'planned', 'sent', 'answering', 'dropping'] as const) {
      const requests = createMachine(requestTable, state);
      requests.on('detach');
      expect(requests.on('send'), state).toBe(false);
      expect([requests.on('attach'), requests.on('plan')], state).toEqual([true, true]);
    }
  });
});
