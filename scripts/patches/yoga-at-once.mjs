import {replaceExactly} from '../patch.mjs';

/**
 * yoga-layout decodes its embedded WebAssembly with `fetch('data:…')`, which in Node loads all of
 * undici, compiles the code in other threads, and waits for both. It is small: decode it with Buffer
 * and compile it at once.
 *
 * CPU of the first frame: 255 → 209 ms.
 *
 * @type {import('../patch.mjs').Patch}
 */
export const yogaAtOnce = {
  name: 'yoga-at-once',
  file: /[\\/]yoga-layout[\\/]dist[\\/](?:binaries[\\/]yoga-wasm-base64-esm|src[\\/]index)\.js$/,
  apply(code, path) {
    if (path.endsWith('index.js')) return replaceExactly(code, 'await loadYoga()', 'loadYoga()');
    const [load = ''] = /\(function\(\)\{return w\|\|.*?\}\)\(\)\.catch\(ca\)/s.exec(code) ?? [];
    const module = 'new WebAssembly.Module(Buffer.from(H.slice(37),"base64"))';
    const instantiated = replaceExactly(code, load, `a(new WebAssembly.Instance(${module},d))`);
    return replaceExactly(instantiated, 'return loadYoga.ready', 'return loadYoga');
  },
};
