/** A key of a JSON object, its value, and the line of the key, from 1. */
export type JsonEntry = {key: string; value: unknown; line: number};

/** What makes a text not such JSON, from where on it was not read. */
export type JsonFault = {line: number; reason: string};

type Token = {text: string; line: number; isScalar: boolean};

/**
 * The entries of a JSON object whose values are scalars or lists of scalars, as far as the text is
 * one. The messages of `JSON.parse` differ between runtimes, and not all of them name a position.
 */
export function jsonEntries(text: string): {entries: readonly JsonEntry[]; fault?: JsonFault} {
  const entries: JsonEntry[] = [];
  const tokens = tokensOf(text);
  try {
    readObject(tokens, entries);
    return {entries};
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    const {text: found, line} = error.token;
    const reason = `${error.expected} is expected, not ${found === '' ? 'the end' : found}`;
    return {entries, fault: {line, reason}};
  }
}

class Unexpected extends Error {
  constructor(
    readonly expected: string,
    readonly token: Token,
  ) {
    super();
  }
}

function readObject(tokens: Iterator<Token, Token>, entries: JsonEntry[]): void {
  take(tokens, '{');
  let token = next(tokens);
  while (token.text !== '}') {
    if (!token.text.startsWith('"') || !token.isScalar) throw new Unexpected('a "key"', token);
    take(tokens, ':');
    entries.push({key: JSON.parse(token.text), value: readValue(tokens), line: token.line});
    const separator = take(tokens, ',', '}');
    if (separator === '}') break;
    token = next(tokens);
    if (token.text === '}') throw new Unexpected('a "key" after the comma', token);
  }
  const end = next(tokens);
  if (end.text !== '') throw new Unexpected('the end', end);
}

function readValue(tokens: Iterator<Token, Token>): unknown {
  const token = next(tokens);
  if (token.text !== '[')
    return scalarOf(token, 'a text in quotes, a number, true, false or a list');
  const values: unknown[] = [];
  for (let element = next(tokens); element.text !== ']'; element = next(tokens)) {
    values.push(scalarOf(element, 'a text in quotes or a number'));
    if (take(tokens, ',', ']') === ']') break;
  }
  return values;
}

function scalarOf(token: Token, expected: string): unknown {
  if (!token.isScalar) throw new Unexpected(expected, token);
  return JSON.parse(token.text);
}

function take(tokens: Iterator<Token, Token>, ...signs: readonly string[]): string {
  const token = next(tokens);
  if (!signs.includes(token.text)) {
    throw new Unexpected(signs.map((sign) => signNames[sign] ?? sign).join(' or '), token);
  }
  return token.text;
}

/** Punctuation would be lost in a sentence. */
const signNames: Readonly<Record<string, string>> = {',': 'a comma', ':': 'a colon'};

function next(tokens: Iterator<Token, Token>): Token {
  return tokens.next().value;
}

/** Groups: a scalar, a sign, and the start of what is neither. */
const tokenPattern =
  /[ \t\r\n]*(?:("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\b|(?:true|false|null)\b)|([{}[\]:,])|([^ \t\r\n]\S{0,19})|$)/uy;

/** The last one is empty. */
function* tokensOf(text: string): Generator<Token, Token> {
  let line = 1;
  const pattern = new RegExp(tokenPattern);
  for (;;) {
    const start = pattern.lastIndex;
    const [all = '', scalar, sign, stray] = pattern.exec(text) ?? [];
    line += text.slice(start, start + all.length).split('\n').length - 1;
    const found = scalar ?? sign ?? stray ?? '';
    if (found === '') return {text: '', line, isScalar: false};
    yield {text: found, line, isScalar: scalar !== undefined};
  }
}
