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
} from './controlBytes.js';
import {createPastePayload, mousePayloadOf} from './inputPayload.js';
import {
  answer,
  type ControlSequence,
  isAnswer,
  nameOf,
  PartialSequence,
  type Token,
} from './inputToken.js';
import {createUtf8Reader} from './utf8Reader.js';

/**
 * What has to come, or else time to pass, before more is known: behind a lone ESC that may be the
 * key; for the rest of a sequence; for the end of a paste.
 */
export type Patience = 'escape' | 'remainder' | 'paste' | undefined;

export type InputTokenizer = {
  push: (bytes: Uint8Array) => readonly Token[];
  readonly patience: Patience;
  /** Nothing came in the time that `patience` is worth. */
  expire: () => readonly Token[];
};

type State =
  | 'ground'
  | 'escape'
  /** The Escape was given as a key, and the rest of a sequence may still follow. */
  | 'late'
  | 'intermediate'
  | 'control'
  | 'string'
  | 'stringEscape'
  | 'mouse'
  | 'paste';

/** SS2, and the keypad of a VT52: one more byte belongs to them. */
const takesAnother: ReadonlySet<number> = new Set([...'N?'].map((letter) => letter.charCodeAt(0)));

/** Where CAN and SUB are the keys of these controls. */
const keyStates: ReadonlySet<State> = new Set(['ground', 'late', 'escape']);

/**
 * The bytes of a keyboard as keys, answers and pastes: Paul Williams' state machine of the VT500,
 * https://vt100.net/emu/dec_ansi_parser, with what terminals have added in this direction.
 */
export function createInputTokenizer(): InputTokenizer {
  let utf8 = createUtf8Reader();
  let state: State = 'ground';
  let tokens: Token[] = [];
  /** Escapes before the one that is pending: one at the most. */
  let escapes = 0;
  let sequence = new PartialSequence('CSI', false);
  /** The sequence is within a string. */
  let isQuoted = false;
  let endsWithBell = false;
  let mouse: ReturnType<typeof mousePayloadOf>;
  let paste = createPastePayload();
  /** Goes on with what an answer to ksmtop's own question has cut in two. */
  let goOn: (() => void) | undefined;

  const emit = (token: Token) => tokens.push(token);

  function flushEscapes(count: number): void {
    for (let flushed = 0; flushed < count; flushed++) emit({kind: 'escape'});
    escapes = 0;
  }

  function end(): void {
    state = 'ground';
    escapes = 0;
    goOn = undefined;
    isQuoted = false;
    utf8.reset();
  }

  /** What an ESC is in the midst of goes on, if it begins the answer to ksmtop's own question. */
  function interrupt(): void {
    const former = {state, sequence, isQuoted, endsWithBell, mouse, utf8};
    const isSecond = state === 'escape';
    const isInString = state === 'string' || state === 'stringEscape' || isQuoted;
    if (isSecond) flushEscapes(escapes);
    utf8 = createUtf8Reader();
    end();
    state = isInString ? 'stringEscape' : 'escape';
    escapes = isSecond ? 1 : 0;
    goOn = () => {
      ({state, sequence, isQuoted, endsWithBell, mouse, utf8} = former);
    };
  }

  function begin(introducer: number): void {
    const kind = introducers.get(introducer);
    if (kind === 'CSI' || kind === 'SS3') {
      sequence = new PartialSequence(kind, escapes > 0);
      escapes = 0;
      state = 'control';
    } else {
      flushEscapes(escapes);
      endsWithBell = kind === 'OSC';
      state = 'string';
    }
  }

  function finish(whole: ControlSequence): void {
    const resume = isAnswer(whole) ? goOn : undefined;
    if (resume) {
      end();
      emit({...whole, escaped: false});
      resume();
      return;
    }
    // What a string quotes, as tmux passes it through, is no more a key than the rest of it.
    if (isQuoted) {
      end();
      state = 'string';
      return;
    }
    end();
    const name = nameOf(whole);
    if (name === 'CSI200~') {
      state = 'paste';
      paste = createPastePayload();
      return;
    }
    emit(whole);
    mouse = mousePayloadOf(name);
    if (mouse) state = 'mouse';
  }

  const steps: Readonly<Record<State, (byte: number) => void>> = {
    ground(byte) {
      for (const character of utf8.read(byte)) {
        const code = character.codePointAt(0) ?? 0;
        if (code < 0x80 || code > 0x9f) emit({kind: 'character', character});
        else if (introducers.has(code - 0x40)) begin(code - 0x40);
        else emit({kind: 'other'});
      }
    },
    late(byte) {
      end();
      if (introducers.has(byte)) begin(byte);
      else steps.ground(byte);
    },
    escape(byte) {
      if (introducers.has(byte)) {
        begin(byte);
      } else if (byte >= 0x80 && byte < 0xa0) {
        flushEscapes(escapes + 1);
        end();
        steps.ground(byte);
      } else {
        flushEscapes(escapes);
        emit({kind: 'other'});
        end();
        if (isIntermediate(byte) || takesAnother.has(byte)) state = 'intermediate';
        // The rest of a letter that was typed with Alt.
        else utf8.skip(byte);
      }
    },
    intermediate(byte) {
      if (!isIntermediate(byte)) end();
    },
    control(byte) {
      if (isQuoted && endsString(byte)) return abort();
      const whole = sequence.take(byte);
      if (whole) finish(whole);
    },
    string(byte) {
      if (endsString(byte)) abort();
    },
    stringEscape(byte) {
      if (byte === backslash) abort();
      else if (byte === bracket) {
        isQuoted = true;
        begin(byte);
      } else {
        state = 'string';
        steps.string(byte);
      }
    },
    mouse(byte) {
      const taken = mouse?.take(byte);
      if (taken === 'more') return;
      end();
      if (taken === 'beyond') steps.ground(byte);
    },
    paste(byte) {
      if (paste.take(byte) !== 'last') return;
      const {text, answers} = paste.content();
      emit({kind: 'paste', text});
      for (let count = 0; count < answers; count++) emit(answer);
      end();
    },
  };

  function endsString(byte: number): boolean {
    return (endsWithBell && byte === bel) || utf8.read(byte).includes('\u009c');
  }

  function abort(): void {
    emit({kind: 'other'});
    end();
  }

  /** Takes what ends a sequence wherever it is. */
  function interrupts(byte: number): boolean {
    if (state === 'paste') return false;
    if (byte === esc) interrupt();
    else if ((byte === can || byte === sub) && !keyStates.has(state)) abort();
    else return false;
    return true;
  }

  function taken(): readonly Token[] {
    const all = tokens;
    tokens = [];
    return all;
  }

  return {
    push(bytes) {
      // Alone it is the key, whatever was left unfinished: nobody is locked in.
      if (bytes.length === 1 && bytes[0] === etx) end();
      for (const byte of bytes) if (!interrupts(byte)) steps[state](byte);
      return taken();
    },
    get patience() {
      if (state === 'ground') return undefined;
      return state === 'escape' || state === 'paste' ? state : 'remainder';
    },
    expire() {
      const isKey = state === 'escape';
      if (isKey) flushEscapes(escapes + 1);
      end();
      if (isKey) state = 'late';
      return taken();
    },
  };
}
