import {
  type AnsiCode,
  ansiCodesToString,
  diffAnsiCodes,
  reduceAnsiCodesIncremental,
  tokenize,
} from '@alcalzone/ansi-tokenize';

/** Identifies a cell's style: equal styles have equal numbers; 0 is plain. */
export type StyleNumber = number;

export const plain: StyleNumber = 0;

type Style = {codes: AnsiCode[]; visibleOnBlank: boolean};

/** Codes that show on a blank: inverse, underlined, struck through, a background. */
const drawsBlanks = /\[(?:[479]|4[0-8].*|10\d)m$/;

/** The styles met so far, and the sequences between them. */
export function createStyles() {
  const styles: Style[] = [{codes: [], visibleOnBlank: false}];
  const numbers = new Map<string, StyleNumber>([['', plain]]);
  const successors = new Map<string, StyleNumber>();
  const transitions = new Map<string, string>();
  const codesOf = (style: StyleNumber) => styles[style]?.codes ?? [];

  function numberOf(codes: AnsiCode[]): StyleNumber {
    const key = codes
      .map(({code}) => code)
      .sort()
      .join('');
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, styles.length);
    const visibleOnBlank = codes.some(({code}) => drawsBlanks.test(code));
    return styles.push({codes, visibleOnBlank}) - 1;
  }

  return {
    /** The style after a sequence of graphic attributes. */
    after(style: StyleNumber, sequence: string): StyleNumber {
      const key = `${style}${sequence}`;
      let next = successors.get(key);
      if (next === undefined) {
        const codes = tokenize(sequence).filter((token) => token.type === 'ansi');
        next = numberOf(reduceAnsiCodesIncremental(codesOf(style), codes));
        successors.set(key, next);
      }
      return next;
    },
    isVisibleOnBlank: (style: StyleNumber) => styles[style]?.visibleOnBlank ?? false,
    /** The shortest sequence from one style to another. */
    between(from: StyleNumber, to: StyleNumber): string {
      if (from === to) return '';
      const key = `${from} ${to}`;
      let sequence = transitions.get(key);
      if (sequence === undefined) {
        const complete = joined(['', ...parametersOf(codesOf(to))]);
        const changed = joined(parametersOf(diffAnsiCodes(codesOf(from), codesOf(to))));
        sequence = changed.length < complete.length ? changed : complete;
        transitions.set(key, sequence);
      }
      return sequence;
    },
  };
}

export type Styles = ReturnType<typeof createStyles>;

const parametersOf = (codes: AnsiCode[]) =>
  [...ansiCodesToString(codes).matchAll(/\[([\d;:]*)m/g)].map(([, parameters = '']) => parameters);

const joined = (parameters: readonly string[]) => `\u001b[${parameters.join(';')}m`;
