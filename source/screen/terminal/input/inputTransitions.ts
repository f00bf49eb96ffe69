import {bel, introducers} from './controlBytes.js';
import {payloadOf} from './inputPayload.js';
import {groundState, type InputPhase, type InputState} from './inputState.js';
import {type ControlSequence, isAnswer, nameOf, PartialSequence, type Token} from './inputToken.js';

/** What has been read of the input: what the last bytes have begun, and the tokens before it. */
export type Input = {
  state: InputState;
  tokens: Token[];
};

/** Ends what has begun, without a token. */
export function end(input: Input, phase: InputPhase = 'ground'): void {
  input.state = {...groundState(), phase, endsWithBell: input.state.endsWithBell};
}

/** Ends what has begun: it was not a key. */
export function abort(input: Input): void {
  input.tokens.push({kind: 'other'});
  end(input);
}

/** Begins what this byte introduces after ESC: a control sequence or a string. */
export function begin(input: Input, introducer: number): void {
  const {state} = input;
  const kind = introducers.get(introducer);
  if (kind === 'CSI' || kind === 'SS3') {
    state.sequence = new PartialSequence(kind, state.escapes > 0);
    state.escapes = 0;
    state.phase = 'control';
  } else {
    flushEscapes(input);
    state.endsWithBell = kind === 'OSC';
    state.phase = 'string';
  }
}

/** Ends a control sequence with its final byte. */
export function finish(input: Input, whole: ControlSequence): void {
  const {interrupted, isQuoted} = input.state;
  if (interrupted && isAnswer(whole)) {
    input.tokens.push({...whole, escaped: false});
    input.state = interrupted;
    return;
  }
  // A sequence quoted in a string, as tmux passes it through, is not a key.
  if (isQuoted) {
    end(input, 'string');
    return;
  }
  const payload = payloadOf(nameOf(whole));
  end(input, payload?.kind);
  input.state.payload = payload;
  if (payload?.kind !== 'paste') input.tokens.push(whole);
}

/** Reports this many presses of the Escape key; absent: those before the pending one. */
export function flushEscapes({state, tokens}: Input, count = state.escapes): void {
  for (let flushed = 0; flushed < count; flushed++) tokens.push({kind: 'escape'});
  state.escapes = 0;
}

/** Reports as a key what may have begun a string or SS3. */
export function flushKey(input: Input): void {
  const {maybeKey} = input.state;
  if (maybeKey === undefined) return;
  end(input);
  input.tokens.push({kind: 'character', character: String.fromCharCode(maybeKey)});
}

export function endsString({endsWithBell, utf8}: InputState, byte: number): boolean {
  return (endsWithBell && byte === bel) || utf8.read(byte).includes('\u009c');
}
