import {replaceExactly} from '../patch.mjs';

/**
 * Five modules build an Intl.Segmenter when they are imported, and two check regular expressions with
 * properties of Unicode. Narrow text needs none of them: build them on first use. One segments ASCII,
 * too, and is given its characters.
 *
 * CPU of the first frame: 222 → 209 ms; of the last of them, 250 → 240 ms.
 *
 * @type {import('../patch.mjs').Patch}
 */
export const lazyUnicodeData = {
  name: 'lazy-unicode-data',
  file: /[\\/](?:string-width[\\/]index|wrap-ansi[\\/]index|slice-ansi[\\/]tokenize-ansi|ansi-tokenize[\\/]build[\\/]tokenize|strip-ansi[\\/]index|ink[\\/]build[\\/]line-update)\.js$/,
  apply(code, path) {
    if (/strip-ansi[\\/]/.test(path)) {
      return lazyConstants(code, /^const (\w+) = (ansiRegex\(\));$/gm, 1);
    }
    const segmenter = /^const (\w+) = (new Intl\.Segmenter\(.*\));$/gm;
    const lazy = lazyConstants(code, segmenter, 1);
    if (/ansi-tokenize[\\/]/.test(path)) return withoutSegmenting(lazy);
    if (!/string-width[\\/]/.test(path)) return lazy;
    // A literal is checked when the file is parsed: only a string keeps the work off the start.
    const constructed = lazy.replace(
      /^(const \w+ = )\/(.*\\p\{.*)\/([a-z]+);$/gm,
      (_literal, declaration, source, flags) =>
        `${declaration}new RegExp(String.raw\`${source}\`, '${flags}');`,
    );
    return lazyConstants(constructed, /^const (\w+) = (new RegExp\(.*\));$/gm, 4);
  },
};

/**
 * A line break of two characters is one grapheme; all other ASCII is its characters.
 *
 * @param {string} code
 */
function withoutSegmenting(code) {
  const segments = /of (\(segmenter \?\?= .*\)\.segment\(str\))\) \{/.exec(code)?.[1] ?? '';
  const characters = 'Array.from(str, (segment, index) => ({ segment, index }))';
  return replaceExactly(
    code,
    segments,
    `(/^[\\x00-\\x0c\\x0e-\\x7f]*$/.test(str) ? ${characters} : ${segments})`,
  );
}

/**
 * Builds a module's constants where they are used, not where they are declared.
 *
 * @param {string} code
 * @param {RegExp} declaration the statement, the name, and the value
 * @param {number} count how many there are
 */
function lazyConstants(code, declaration, count) {
  const constants = [...code.matchAll(declaration)];
  if (constants.length !== count) {
    throw new Error(`${constants.length} constants are declared, not ${count}`);
  }
  return constants.reduce((text, [statement, name = '', value]) => {
    const [before = '', after = ''] = replaceExactly(text, statement, '\0').split('\0');
    const lazy = after.replace(new RegExp(`\\b${name}\\b`, 'g'), () => `(${name} ??= ${value})`);
    if (lazy === after) throw new Error(`${name} is not used`);
    return `${before}let ${name};${lazy}`;
  }, code);
}
