import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import * as esbuild from 'esbuild';

const loader = readFileSync(join(import.meta.dirname, 'loader.mjs'), 'utf8');
/** How a part spells the end of a comment, and the loader expects it. */
const commentEnd = '* /';

/**
 * Where each part stands in the file.
 *
 * @typedef {Record<string, [fromEnd: number, length: number, lineOffset: number]>} Places
 */

/**
 * Joins the chunks of a bundle to one program. V8 looks at each function of a file before it runs
 * the first line, 40 ms for all of this program, but of a comment only for the end. So each chunk
 * becomes a comment, which `loader.mjs` compiles when it is needed.
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
      return {name: `./${basename(path)}`, code: ascii(code).replaceAll('*/', commentEnd)};
    }),
  );
  const comments = codes.map(({name, code}) => ({name, text: `${opening}${code}*/\n`}));
  const body = comments.map(({text}) => text).join('');
  let fromEnd = body.length;
  let line = linesOf(loader);
  /** @type {Places} */
  const places = {};
  for (const {name, text} of comments) {
    const length = text.length - opening.length - '*/\n'.length;
    places[name] = [fromEnd - opening.length, length, line + linesOf(opening)];
    fromEnd -= text.length;
    line += linesOf(text);
  }
  const digest = createHash('sha256').update(body).digest('hex');
  const head = loader.replace('__PARTS__', JSON.stringify(places)).replace('__DIGEST__', digest);
  return {program: head + body, digest, places};
}

const opening = '/*\n';

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
