import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import * as esbuild from 'esbuild';

const loader = readFileSync(join(import.meta.dirname, 'loader.cjs'), 'utf8');
/** How a part spells the end of a comment, and the loader expects it. */
const commentEnd = '* /';

/**
 * Where each part stands in the function that holds all of them, and in the file.
 *
 * @typedef {Record<string, [start: number, length: number, lineOffset: number]>} Places
 */

/**
 * Joins the chunks of a bundle to one program. V8 looks at each function of a file before it runs
 * the first line, 40 ms for all of this program, but of a comment only for the end. So each chunk
 * becomes a comment, which `loader.cjs` compiles when it is needed.
 *
 * Shortened, but with its names and lines of its own, so that a stack trace can be read.
 *
 * @param {readonly esbuild.OutputFile[]} chunks
 * @param {esbuild.TransformOptions} language
 */
export async function inParts(chunks, language) {
  const codes = await Promise.all(
    chunks.map(async ({path, text}) => {
      const {code} = await esbuild.transform(text, {
        ...language,
        format: 'cjs',
        supported: {...language.supported, 'dynamic-import': false},
        define: {'import.meta': 'importMeta'},
        minifyWhitespace: true,
        minifySyntax: true,
        lineLimit: 120,
      });
      if (code.includes(commentEnd)) throw new Error(`${path}: choose another spelling of */`);
      // Chunks import from each other by name: none needs a copy of what another one exports.
      const direct = code.replace(
        /module\.exports=__toCommonJS\(\s*(\w+)\s*\)/,
        'module.exports=$1',
      );
      return {name: `./${basename(path)}`, code: ascii(direct).replaceAll('*/', commentEnd)};
    }),
  );
  const [before = '', after = ''] = loader.split('/* __TEXTS__ */');
  let start = before.length - before.lastIndexOf('function program');
  let line = linesOf(before);
  let texts = '';
  /** @type {Places} */
  const places = {};
  for (const {name, code} of codes) {
    const length = head.length + code.length + tail.length;
    places[name] = [start + opening.length, length, line + linesOf(opening)];
    const comment = `${opening}${head}${code}${tail}${closing}`;
    texts += comment;
    start += comment.length;
    line += linesOf(comment);
  }
  const digest = createHash('sha256').update(texts).digest('hex');
  const loading = before.replace('__PARTS__', JSON.stringify(places)).replace('__DIGEST__', digest);
  return {program: `${loading}${texts}${after}`, digest, places};
}

const opening = '/*\n';
const head = '(function (require, module, exports, importMeta) {';
const tail = '\n})';
const closing = '*/\n';

/** @param {string} text */
const linesOf = (text) => text.split('\n').length - 1;

/**
 * One character outside of Latin 1 has V8 keep a whole text in two bytes a character, and esbuild
 * leaves those in regular expressions.
 *
 * @param {string} code
 */
const ascii = (code) =>
  code.replace(
    /[^\0-\x7F]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
