import {createMousePayload, createPastePayload} from './inputPayload.js';
import {type ControlSequence, PartialSequence, type Token} from './inputToken.js';
import {createUtf8Reader} from './utf8Reader.js';

/**
 * What has to come, or else time to pass, before more is known: behind a lone ESC that may be the
 * key; for the rest of a sequence.
 */
export type Patience = 'escape' | 'remainder' | undefined;

export type InputTokenizer = {
  push: (bytes: Uint8Array) => readonly Token[];
  readonly patience: Patience;
  /** Nothing came in the time that `patience` is worth. */
  expire: () => readonly Token[];
  reset: () => void;
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

const etx = 0x03;
const bel = 0x07;
const can = 0x18;
const sub = 0x1a;
const esc = 0x1b;
const backslash = 0x5c;

/** What begins a sequence, by the character behind ESC; the 8-bit form is 0x40 higher. */
const introducers = new Map<number, 'CSI' | 'SS3' | 'OSC' | 'string'>([
  [0x5b, 'CSI'],
  [0x4f, 'SS3'],
  [0x5d, 'OSC'],
  [0x50, 'string'],
  [0x58, 'string'],
  [0x5e, 'string'],
  [0x5f, 'string'],
]);

/** Where ESC, CAN and SUB do not end what is there. */
const uninterrupted: ReadonlySet<State> = new Set(['ground', 'late', 'escape', 'paste']);

/**
 * The bytes of a keyboard as keys, answers and pastes: Paul Williams' state machine of the VT500,
 * https://vt100.net/emu/dec_ansi_parser, with what terminals have added in this direction.
 */
export function createInputTokenizer(): InputTokenizer {
  const utf8 = createUtf8Reader();
  let state: State = 'ground';
  let tokens: Token[] = [];
  /** Escapes before the one that is pending. */
  let escapes = 0;
  let sequence = new PartialSequence('CSI', false);
  let endsWithBell = false;
  let mouse = createMousePayload();
  let paste = createPastePayload();

  const emit = (token: Token) => tokens.push(token);

  function flushEscapes(count: number): void {
    for (let flushed = 0; flushed < count; flushed++) emit({kind: 'escape'});
    escapes = 0;
  }

  function end(): void {
    state = 'ground';
    escapes = 0;
    utf8.reset();
  }

  function begin(introducer: number): void {
    const kind = introducers.get(introducer);
    if (kind === 'CSI' || kind === 'SS3') {
      sequence = new PartialSequence(kind, escapes > 0);
      flushEscapes(escapes - 1);
      state = 'control';
    } else {
      flushEscapes(escapes);
      endsWithBell = kind === 'OSC';
      state = 'string';
    }
  }

  function finish(whole: ControlSequence): void {
    end();
    const {introducer, prefix, parameters, final} = whole;
    const name = introducer + prefix + parameters + final;
    if (name === 'CSI200~') {
      state = 'paste';
      paste = createPastePayload();
      return;
    }
    emit(whole);
    if (name !== 'CSIM') return;
    state = 'mouse';
    mouse = createMousePayload();
  }

  const steps: Readonly<Record<State, (byte: number) => void>> = {
    ground(byte) {
      if (byte === esc) {
        end();
        state = 'escape';
        return;
      }
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
      if (byte === esc) {
        escapes++;
      } else if (introducers.has(byte)) {
        begin(byte);
      } else if (byte >= 0x80 && byte < 0xa0) {
        flushEscapes(escapes + 1);
        end();
        steps.ground(byte);
      } else {
        flushEscapes(escapes);
        emit({kind: 'other'});
        end();
        if (isIntermediate(byte)) state = 'intermediate';
        // The rest of a letter that was typed with Alt.
        else utf8.skip(byte);
      }
    },
    intermediate(byte) {
      if (!isIntermediate(byte)) end();
    },
    control(byte) {
      const whole = sequence.take(byte);
      if (whole) finish(whole);
    },
    string(byte) {
      const isEnd = (endsWithBell && byte === bel) || utf8.read(byte).includes('\u009c');
      if (isEnd) abort();
    },
    stringEscape(byte) {
      abort();
      if (byte !== backslash) steps.escape(byte);
    },
    mouse(byte) {
      const taken = mouse.take(byte);
      if (taken === 'more') return;
      end();
      if (taken === 'beyond') steps.ground(byte);
    },
    paste(byte) {
      if (paste.take(byte) !== 'last') return;
      emit({kind: 'paste', text: paste.text()});
      end();
    },
  };

  function abort(): void {
    emit({kind: 'other'});
    end();
  }

  /** Takes what ends a sequence wherever it is. */
  function interrupts(byte: number): boolean {
    if (uninterrupted.has(state)) return false;
    if (byte === can || byte === sub) {
      abort();
      return true;
    }
    if (byte !== esc) return false;
    const isInString = state === 'string' || state === 'stringEscape';
    end();
    state = isInString ? 'stringEscape' : 'escape';
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
      if (state === 'ground' || state === 'paste') return undefined;
      return state === 'escape' ? 'escape' : 'remainder';
    },
    expire() {
      const isKey = state === 'escape';
      if (isKey) flushEscapes(escapes + 1);
      if (state !== 'paste') end();
      if (isKey) state = 'late';
      return taken();
    },
    reset: end,
  };
}

const isIntermediate = (byte: number) => byte >= 0x20 && byte < 0x30;
