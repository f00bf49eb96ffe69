/** One thing that a terminal sent: a character, the Escape key, or a whole sequence. */
export type Token =
  | {kind: 'character'; character: string}
  | {kind: 'escape'}
  | ControlSequence
  | {kind: 'paste'; text: string}
  /** What is no key: a string, a key with Alt, an aborted sequence. */
  | {kind: 'other'};

export type ControlSequence = {
  kind: 'sequence';
  introducer: 'CSI' | 'SS3';
  /** One of `?<=>`; the Linux console begins its function keys with a second `[`. */
  prefix: string;
  parameters: string;
  intermediates: string;
  final: string;
  /** An Escape came just before: Alt with a key, or the Escape key before an answer. */
  escaped: boolean;
};

/** What a terminal answers to InkOutput's question: it is well. */
export const answer: ControlSequence = {
  kind: 'sequence',
  introducer: 'CSI',
  prefix: '',
  parameters: '0',
  intermediates: '',
  final: 'n',
  escaped: false,
};

export function isAnswer(token: Token): boolean {
  return token.kind === 'sequence' && nameOf(token) === nameOf(answer);
}

/** As it is written, such as `CSI?1u`. */
export function nameOf(sequence: ControlSequence): string {
  const {introducer, prefix, parameters, intermediates, final} = sequence;
  return introducer + prefix + parameters + intermediates + final;
}

/** No key has more; what is longer is swallowed to its end all the same. */
const longest = 64;

/** What is known of a control sequence before its end. */
export class PartialSequence {
  readonly #introducer;
  readonly #escaped;
  #prefix = '';
  #parameters = '';
  #intermediates = '';

  constructor(introducer: 'CSI' | 'SS3', escaped: boolean) {
    this.#introducer = introducer;
    this.#escaped = escaped;
  }

  /** Takes a byte; returns the sequence when it ends with it. */
  take(byte: number): ControlSequence | undefined {
    const character = String.fromCharCode(byte);
    if (this.#isPrefix(byte)) this.#prefix = character;
    else if ((byte >= 0x40 && byte < 0x7f) || this.#endsByRxvt(byte)) return this.#end(character);
    else if (byte >= 0x30 && byte < 0x40) {
      this.#parameters = (this.#parameters + character).slice(0, longest);
    } else if (byte >= 0x20 && byte < 0x30) {
      this.#intermediates = (this.#intermediates + character).slice(0, longest);
    }
    return undefined;
  }

  #isPrefix(byte: number): boolean {
    if (this.#prefix + this.#parameters + this.#intermediates !== '') return false;
    return (byte >= 0x3c && byte < 0x40) || (byte === 0x5b && this.#introducer === 'CSI');
  }

  /** rxvt ends keys with Shift in a `$`, with which the end of a report begins elsewhere. */
  #endsByRxvt(byte: number): boolean {
    return byte === 0x24 && this.#prefix === '' && /^[235678]$/.test(this.#parameters);
  }

  #end(final: string): ControlSequence {
    return {
      kind: 'sequence',
      introducer: this.#introducer,
      prefix: this.#prefix,
      parameters: this.#parameters,
      intermediates: this.#intermediates,
      final,
      escaped: this.#escaped,
    };
  }
}
