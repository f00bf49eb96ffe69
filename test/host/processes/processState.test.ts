import {expect, test} from 'vitest';
import {
  type ProcessEvent,
  type ProcessState,
  transitions,
} from '../../../source/host/processes/processState.js';

/** The states that a process goes through, from `new`, by these events. */
function statesAfter(events: readonly ProcessEvent[]): ProcessState[] {
  let state: ProcessState = 'new';
  return events.map((event) => {
    state = transitions[state][event];
    return state;
  });
}

test('a process that was read offers memory, is quiet, or is unsettled', () => {
  expect(transitions.new).toMatchObject({
    offers: 'offering',
    offersNothing: 'quiet',
    unanswered: 'unsettled',
    changes: 'unsettled',
  });
});

test('a late opt-in counts at once, the end of an offer only after another look', () => {
  expect(statesAfter(['offersNothing', 'offers', 'offersNothing', 'offersNothing'])).toEqual([
    'quiet',
    'offering',
    'unsettled',
    'quiet',
  ]);
});

test('an exec unsettles a process until it has settled', () => {
  expect(statesAfter(['offers', 'changes', 'changes', 'offers'])).toEqual([
    'offering',
    'unsettled',
    'unsettled',
    'offering',
  ]);
  expect(statesAfter(['offersNothing', 'changes', 'offersNothing'])).toEqual([
    'quiet',
    'unsettled',
    'quiet',
  ]);
});

test('a read that does not answer says nothing of the state', () => {
  for (const state of ['quiet', 'offering', 'unsettled', 'gone'] as const) {
    expect(transitions[state].unanswered).toBe(state);
  }
});

test('every process may end, and one that has ended stays so', () => {
  for (const state of Object.keys(transitions) as ProcessState[]) {
    expect(transitions[state].ends).toBe('gone');
  }
  expect(new Set(Object.values(transitions.gone))).toEqual(new Set(['gone']));
});
