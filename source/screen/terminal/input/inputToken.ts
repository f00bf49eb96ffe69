/** A unit of terminal input. */
export type Token =
  | {kind: 'character'; character: string}
  | {kind: 'escape'}
  | ControlSequence
  | {kind: 'paste'; text: string}
  /** Not a key: a string, a key with Alt, an aborted sequence. */
  | {kind: 'other'};

export type ControlSequence = {
  kind: 'sequence';
  introducer: 'CSI' | 'SS3';
  /** One of `?<=>`, or the second `[` of the Linux console's function keys. */
  prefix: string;
  parameters: string;
  intermediates: string;
  final: string;
  /** Preceded by an ESC: Alt with a key, or the Escape key before an answer. */
  escaped: boolean;
};

/** The terminal's answer to the status request of InkOutput. */
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

/** Such as `CSI?1u`. */
export function nameOf(sequence: ControlSequence): string {
  const {introducer, prefix, parameters, intermediates, final} = sequence;
  return introducer + prefix + parameters + intermediates + final;
}

/** Longer than any key; the excess of a longer sequence is ignored. */
const longest = 64;

/** A control sequence before its final byte. */
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

  /** Takes a byte; returns the sequence if that was the final byte. */
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

  /** rxvt ends keys with Shift in `$`, elsewhere an intermediate byte of reports. */
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
