import {etx} from './controlBytes.js';
import {readByte} from './inputPhases.js';
import {groundState, type WaitingFor, waitingFor} from './inputState.js';
import type {Token} from './inputToken.js';
import {end, flushEscapes, flushKey, type Input} from './inputTransitions.js';

export type InputTokenizer = {
  push: (bytes: Uint8Array) => readonly Token[];
  readonly waitingFor: WaitingFor;
  /** Call when nothing came in the time allowed for `waitingFor`. */
  expire: () => readonly Token[];
};

/**
 * Turns the bytes of a keyboard into keys, answers and pastes: Paul Williams' state machine of the
 * VT500, https://vt100.net/emu/dec_ansi_parser, with what terminals have added in this direction.
 */
export function createInputTokenizer(): InputTokenizer {
  const input: Input = {state: groundState(), tokens: []};

  return {
    push(bytes) {
      // Ctrl-C alone is always the key, so that an unfinished sequence never locks the user in.
      if (bytes.length === 1 && bytes[0] === etx) end(input);
      for (const byte of bytes) readByte(input, byte);
      return takeTokens(input);
    },
    get waitingFor() {
      return waitingFor(input.state);
    },
    expire() {
      flushKey(input);
      const {phase, escapes} = input.state;
      const isKey = phase === 'escape';
      if (isKey) flushEscapes(input, escapes + 1);
      end(input, isKey ? 'late' : 'ground');
      return takeTokens(input);
    },
  };
}

function takeTokens(input: Input): readonly Token[] {
  const {tokens} = input;
  input.tokens = [];
  return tokens;
}
