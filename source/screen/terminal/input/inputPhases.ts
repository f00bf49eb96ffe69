import {
  backslash,
  bracket,
  can,
  esc,
  introducers,
  isIntermediate,
  sub,
  takesAnother,
} from './controlBytes.js';
import {escapeState, type InputPhase} from './inputState.js';
import {
  abort,
  begin,
  end,
  endsString,
  finish,
  flushEscapes,
  flushKey,
  type Input,
} from './inputTransitions.js';

/** Phases in which CAN and SUB are the keys of these controls. */
const keyPhases: ReadonlySet<InputPhase> = new Set(['ground', 'late', 'escape']);

/** Reads the next byte: a control that ends a sequence anywhere, or one for the present phase. */
export function readByte(input: Input, byte: number): void {
  const {phase} = input.state;
  if (phase === 'paste') phases.paste(input, byte);
  else if (byte === esc) {
    if (phase === 'escape') flushEscapes(input);
    input.state = escapeState(input.state);
  } else if ((byte === can || byte === sub) && !keyPhases.has(phase)) abort(input);
  else phases[phase](input, byte);
}

/** What a byte means in each phase. */
const phases: Readonly<Record<InputPhase, (input: Input, byte: number) => void>> = {
  ground(input, byte) {
    for (const character of input.state.utf8.read(byte)) {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0x80 || code > 0x9f) input.tokens.push({kind: 'character', character});
      else if (introducers.has(code - 0x40)) begin(input, code - 0x40);
      else input.tokens.push({kind: 'other'});
    }
  },
  late(input, byte) {
    end(input);
    if (!introducers.has(byte)) return phases.ground(input, byte);
    begin(input, byte);
    if (byte !== bracket) input.state.maybeKey = byte;
  },
  escape(input, byte) {
    const {escapes} = input.state;
    if (introducers.has(byte)) {
      begin(input, byte);
    } else if (byte >= 0x80 && byte < 0xa0) {
      flushEscapes(input, escapes + 1);
      end(input);
      phases.ground(input, byte);
    } else {
      flushEscapes(input);
      abort(input);
      if (isIntermediate(byte) || takesAnother.has(byte)) input.state.phase = 'intermediate';
      // The rest of a letter typed with Alt.
      else input.state.utf8.skip(byte);
    }
  },
  intermediate(input, byte) {
    if (!isIntermediate(byte)) end(input);
  },
  control(input, byte) {
    if (repeatKey(input, byte)) return phases.ground(input, byte);
    if (input.state.isQuoted && endsString(input.state, byte)) return abort(input);
    const whole = input.state.sequence.take(byte);
    if (whole) finish(input, whole);
  },
  string(input, byte) {
    if (repeatKey(input, byte)) return phases.ground(input, byte);
    if (endsString(input.state, byte)) abort(input);
  },
  stringEscape(input, byte) {
    if (byte === backslash) abort(input);
    else if (byte === bracket) {
      input.state.isQuoted = true;
      begin(input, byte);
    } else {
      input.state.phase = 'string';
      phases.string(input, byte);
    }
  },
  mouse: readPayload,
  paste: readPayload,
};

/**
 * Reports what has begun as a key if this byte is the same: nothing goes on as it began. Otherwise it
 * was no key.
 */
function repeatKey(input: Input, byte: number): boolean {
  const isAgain = byte === input.state.maybeKey;
  if (isAgain) flushKey(input);
  input.state.maybeKey = undefined;
  return isAgain;
}

function readPayload(input: Input, byte: number): void {
  const {payload} = input.state;
  const taken = payload?.take(byte);
  if (taken === 'more') return;
  if (payload) input.tokens.push(...payload.tokens());
  end(input);
  if (taken === 'beyond') phases.ground(input, byte);
}
