#!/usr/bin/env node
// An import would load all that these modules can do.
const {getBuiltinModule} = process;
const {fstatSync, openSync, readSync} = getBuiltinModule('node:fs');
const {compileFunction} = getBuiltinModule('node:vm');

/**
 * The program stands in the comments below, in parts. Each is compiled when it is first required,
 * and a stack trace names its lines in this file.
 *
 * @type {Record<string, [fromEnd: number, length: number, lineOffset: number] | undefined>}
 */
const parts = JSON.parse('__PARTS__');
const {filename} = import.meta;
// Stays open: an update may put another file in this one's place while the program runs.
const file = openSync(filename, 'r');
const {size} = fstatSync(file);
/** @type {Map<string, {exports: object}>} */
const modules = new Map();
const parameters = ['require', 'module', 'exports', 'importMeta'];

/** @param {string} name */
function require(name) {
  const known = modules.get(name);
  if (known) return known.exports;
  const module = {exports: {}};
  modules.set(name, module);
  const part = parts[name];
  if (part) run(part, module);
  else module.exports = builtin(name);
  return module.exports;
}

/**
 * @param {[fromEnd: number, length: number, lineOffset: number]} part
 * @param {{exports: object}} module
 */
function run([fromEnd, length, lineOffset], module) {
  const bytes = Buffer.allocUnsafe(length);
  readSync(file, bytes, 0, length, size - fromEnd);
  const text = bytes.toString('latin1').replaceAll('* /', '*/');
  const part = compileFunction(text, parameters, {filename, lineOffset});
  part(require, module, module.exports, import.meta);
}

/** @param {string} name as `fs`, or `later:zlib` for one that is loaded when it is first used */
function builtin(name) {
  if (!name.startsWith('later:')) return moduleOf(name);
  const later = {};
  /** @type {ProxyHandler<object>['get']} */
  const get = (_target, key) => {
    // Asked by an import of the whole of it.
    if (key === '__esModule') return undefined;
    const module = moduleOf(name.slice('later:'.length));
    Object.setPrototypeOf(later, module);
    return Reflect.get(module, key);
  };
  return Object.setPrototypeOf(later, new Proxy({}, {get}));
}

/** @param {string} name */
function moduleOf(name) {
  const module = getBuiltinModule(name);
  if (module) return module;
  throw new Error(`this Node has no ${name}`);
}

require('./cli.js');
