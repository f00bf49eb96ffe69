const namedCharacters: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\u007f': 'backspace',
};

/** The name of the key that sends this character. */
export function keyOfCharacter(character: string): string {
  const code = character.charCodeAt(0);
  const control = code < 32 ? `ctrl-${String.fromCharCode(code + 96)}` : character;
  return namedCharacters[character] ?? control;
}
