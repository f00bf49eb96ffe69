import type {Payload} from './inputPayload.js';
import {PartialSequence} from './inputToken.js';
import {createUtf8Reader, type Utf8Reader} from './utf8Reader.js';

export type InputPhase =
  | 'ground'
  | 'escape'
  /** The Escape key was reported, and the rest of a sequence may still follow. */
  | 'late'
  | 'intermediate'
  | 'control'
  | 'string'
  | 'stringEscape'
  | Payload['kind'];

/** What the bytes so far have begun. */
export type InputState = {
  phase: InputPhase;
  /** ESC bytes before the pending one: at most one. */
  escapes: number;
  sequence: PartialSequence;
  /** The sequence is inside a string. */
  isQuoted: boolean;
  /** What begins a string or SS3 behind a late Escape, until more of it comes: it may be a key. */
  maybeKey: number | undefined;
  /** The string is an OSC, which a BEL ends, too. */
  endsWithBell: boolean;
  payload: Payload | undefined;
  utf8: Utf8Reader;
  /** The state to resume after an answer to a question of ksmtop. */
  interrupted: InputState | undefined;
};

export function groundState(): InputState {
  return {
    phase: 'ground',
    escapes: 0,
    sequence: new PartialSequence('CSI', false),
    isQuoted: false,
    maybeKey: undefined,
    endsWithBell: false,
    payload: undefined,
    utf8: createUtf8Reader(),
    interrupted: undefined,
  };
}

/** The state after an ESC in the midst of `state`, which resumes if the ESC begins an answer. */
export function escapeState(state: InputState): InputState {
  const {phase, isQuoted, endsWithBell} = state;
  const isInString = phase === 'string' || phase === 'stringEscape' || isQuoted;
  return {
    ...groundState(),
    phase: isInString ? 'stringEscape' : 'escape',
    escapes: phase === 'escape' ? 1 : 0,
    endsWithBell,
    interrupted: {...state, escapes: 0, interrupted: undefined},
  };
}

/** What more input, or time, must decide: whether it is a key, or the end of what has begun. */
export type WaitingFor = 'escape' | 'remainder' | 'paste' | undefined;

export function waitingFor({phase, maybeKey}: InputState): WaitingFor {
  if (phase === 'ground') return undefined;
  // Only one more byte belongs to SS3.
  if (phase === 'control' && maybeKey !== undefined) return 'escape';
  return phase === 'escape' || phase === 'paste' ? phase : 'remainder';
}
