import {replaceExactly} from '../patch.mjs';

/**
 * Four modules build an Intl.Segmenter when they are imported, one checks a regular expression
 * with all emoji of Unicode (17 ms), and narrow text needs none of them: build them on first use.
 *
 * First frame: 140 → 106 ms.
 *
 * @type {import('../patch.mjs').Patch}
 */
export const lazyUnicodeData = {
  name: 'lazy-unicode-data',
  file: /[\\/](?:string-width[\\/]index|wrap-ansi[\\/]index|slice-ansi[\\/]tokenize-ansi|ink[\\/]build[\\/]line-update)\.js$/,
  apply(code, path) {
    const segmenter = /^const (\w+) = (new Intl\.Segmenter\(.*\));$/m.exec(code);
    const lazy = lazyConstant(code, segmenter, '.segment(');
    if (!/string-width[\\/]/.test(path)) return lazy;
    // A literal is checked when the file is parsed: only a string keeps the work off the start.
    const emoji = String.raw`new RegExp('^\\p{RGI_Emoji}$', 'v')`;
    const constructed = replaceExactly(lazy, String.raw`/^\p{RGI_Emoji}$/v`, emoji);
    return lazyConstant(
      constructed,
      /^const (\w+) = (new RegExp\(.*\));$/m.exec(constructed),
      '.test(',
    );
  },
};

/**
 * Builds a module's constant where it is first used, not where it is declared.
 *
 * @param {string} code
 * @param {RegExpExecArray | null} declaration the statement, the name, and the value
 * @param {string} method what the module calls on it
 */
function lazyConstant(code, declaration, method) {
  const [statement, name, value] = declaration ?? [];
  if (statement === undefined) throw new Error('the constant to build lazily is not declared');
  const lazy = replaceExactly(code, statement, `let ${name};`);
  const uses = lazy.split(name + method).length - 1;
  if (uses === 0) throw new Error(`${name}${method} is not called`);
  return replaceExactly(lazy, name + method, `(${name} ??= ${value})${method}`, uses);
}
