import {
  backslash,
  bel,
  bracket,
  can,
  esc,
  etx,
  introducers,
  isIntermediate,
  sub,
  takesAnother,
} from './controlBytes.js';
import {payloadOf} from './inputPayload.js';
import {
  escapeState,
  groundState,
  type InputPhase,
  type InputState,
  type WaitingFor,
  waitingFor,
} from './inputState.js';
import {type ControlSequence, isAnswer, nameOf, PartialSequence, type Token} from './inputToken.js';

export type InputTokenizer = {
  push: (bytes: Uint8Array) => readonly Token[];
  readonly waitingFor: WaitingFor;
  /** Call when nothing came in the time allowed for `waitingFor`. */
  expire: () => readonly Token[];
};

/** Phases in which CAN and SUB are the keys of these controls. */
const keyPhases: ReadonlySet<InputPhase> = new Set(['ground', 'late', 'escape']);

/**
 * Turns the bytes of a keyboard into keys, answers and pastes: Paul Williams' state machine of the
 * VT500, https://vt100.net/emu/dec_ansi_parser, with what terminals have added in this direction.
 */
export function createInputTokenizer(): InputTokenizer {
  let state: InputState = groundState();
  let tokens: Token[] = [];

  const emit = (token: Token) => tokens.push(token);

  function flushEscapes(count: number): void {
    for (let flushed = 0; flushed < count; flushed++) emit({kind: 'escape'});
    state.escapes = 0;
  }

  function end(phase: InputPhase = 'ground'): void {
    state = {...groundState(), phase, endsWithBell: state.endsWithBell};
  }

  function abort(): void {
    emit({kind: 'other'});
    end();
  }

  function begin(introducer: number): void {
    const kind = introducers.get(introducer);
    if (kind === 'CSI' || kind === 'SS3') {
      state.sequence = new PartialSequence(kind, state.escapes > 0);
      state.escapes = 0;
      state.phase = 'control';
    } else {
      flushEscapes(state.escapes);
      state.endsWithBell = kind === 'OSC';
      state.phase = 'string';
    }
  }

  function finish(whole: ControlSequence): void {
    const {interrupted, isQuoted} = state;
    if (interrupted && isAnswer(whole)) {
      emit({...whole, escaped: false});
      state = interrupted;
      return;
    }
    // A sequence quoted in a string, as tmux passes it through, is no key.
    if (isQuoted) {
      end('string');
      return;
    }
    const payload = payloadOf(nameOf(whole));
    end(payload?.kind);
    state.payload = payload;
    if (payload?.kind !== 'paste') emit(whole);
  }

  function endsString(byte: number): boolean {
    return (state.endsWithBell && byte === bel) || state.utf8.read(byte).includes('\u009c');
  }

  /** Takes for a key what may have begun a string. */
  function flushKey(): void {
    const {maybeKey} = state;
    if (maybeKey === undefined) return;
    end();
    emit({kind: 'character', character: String.fromCharCode(maybeKey)});
  }

  function takePayload(byte: number): void {
    const taken = state.payload?.take(byte);
    if (taken === 'more') return;
    state.payload?.tokens().forEach(emit);
    end();
    if (taken === 'beyond') steps.ground(byte);
  }

  const steps: Readonly<Record<InputPhase, (byte: number) => void>> = {
    ground(byte) {
      for (const character of state.utf8.read(byte)) {
        const code = character.codePointAt(0) ?? 0;
        if (code < 0x80 || code > 0x9f) emit({kind: 'character', character});
        else if (introducers.has(code - 0x40)) begin(code - 0x40);
        else emit({kind: 'other'});
      }
    },
    late(byte) {
      end();
      if (!introducers.has(byte)) return steps.ground(byte);
      begin(byte);
      if (state.phase === 'string') state.maybeKey = byte;
    },
    escape(byte) {
      if (introducers.has(byte)) {
        begin(byte);
      } else if (byte >= 0x80 && byte < 0xa0) {
        flushEscapes(state.escapes + 1);
        end();
        steps.ground(byte);
      } else {
        flushEscapes(state.escapes);
        abort();
        if (isIntermediate(byte) || takesAnother.has(byte)) state.phase = 'intermediate';
        // The rest of a letter typed with Alt.
        else state.utf8.skip(byte);
      }
    },
    intermediate(byte) {
      if (!isIntermediate(byte)) end();
    },
    control(byte) {
      if (state.isQuoted && endsString(byte)) return abort();
      const whole = state.sequence.take(byte);
      if (whole) finish(whole);
    },
    string(byte) {
      // No string begins so, but a key is pressed again.
      if (byte === state.maybeKey) {
        flushKey();
        return steps.ground(byte);
      }
      state.maybeKey = undefined;
      if (endsString(byte)) abort();
    },
    stringEscape(byte) {
      if (byte === backslash) abort();
      else if (byte === bracket) {
        state.isQuoted = true;
        begin(byte);
      } else {
        state.phase = 'string';
        steps.string(byte);
      }
    },
    mouse: takePayload,
    paste: takePayload,
  };

  /** Handles the controls that end a sequence anywhere; false: the byte is none of them. */
  function interrupt(byte: number): boolean {
    if (state.phase === 'paste') return false;
    if (byte === esc) {
      if (state.phase === 'escape') flushEscapes(state.escapes);
      state = escapeState(state);
    } else if ((byte === can || byte === sub) && !keyPhases.has(state.phase)) abort();
    else return false;
    return true;
  }

  function takeTokens(): readonly Token[] {
    const taken = tokens;
    tokens = [];
    return taken;
  }

  return {
    push(bytes) {
      // Ctrl-C alone is always the key, so that an unfinished sequence never locks the user in.
      if (bytes.length === 1 && bytes[0] === etx) end();
      for (const byte of bytes) if (!interrupt(byte)) steps[state.phase](byte);
      return takeTokens();
    },
    get waitingFor() {
      return waitingFor(state);
    },
    expire() {
      flushKey();
      const isKey = state.phase === 'escape';
      if (isKey) flushEscapes(state.escapes + 1);
      end(isKey ? 'late' : 'ground');
      return takeTokens();
    },
  };
}
