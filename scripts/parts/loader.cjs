#!/usr/bin/env node
// An import would load all that these modules can do.
const {getBuiltinModule} = process;
const {openSync, readSync} = getBuiltinModule('node:fs');
const {Script} = getBuiltinModule('node:vm');

/**
 * The program stands in comments of the last function, in parts. Each is compiled when it is first
 * required, and a stack trace names its lines in this file.
 *
 * @type {Record<string, [start: number, length: number, lineOffset: number] | undefined>}
 */
const parts = JSON.parse('__PARTS__');
/** V8 has read this file: a function's text is a view of what it keeps, and parts are views too. */
const text = String(program);
const filename = __filename;
/** What parts take for their `import.meta`. */
const importMeta = {url: `file://${encodeURI(filename).replace(/[?#]/g, encodeURIComponent)}`};
const made = openMade();
/** @type {Map<string, {exports: object}>} */
const modules = new Map();

/** @param {string} name */
function load(name) {
  const known = modules.get(name);
  if (known) return known.exports;
  const module = {exports: {}};
  modules.set(name, module);
  const part = parts[name];
  if (part) run(name, part, module);
  else module.exports = builtin(name);
  return module.exports;
}

/**
 * @param {string} name
 * @param {[start: number, length: number, lineOffset: number]} part
 * @param {{exports: object}} module
 */
function run(name, [start, length, lineOffset], module) {
  const code = text.substr(start, length).replaceAll('* /', '*/');
  const script = new Script(code, {
    filename,
    lineOffset,
    cachedData: made?.(name),
  });
  script.runInThisContext()(load, module, module.exports, importMeta);
}

/**
 * What V8 made of the parts when the program was built, if that was the same program and Node.
 * V8 itself looks whether it may take it.
 */
function openMade() {
  try {
    const cache = openSync(filename.replace(/js$/, 'cache'), 'r');
    const headLength = readAt(cache, 0, 4).readUInt32LE();
    const {key, index} = JSON.parse(readAt(cache, 4, headLength).toString());
    if (key !== `__DIGEST__ ${process.version} ${process.arch}`) return undefined;
    return (/** @type {string} */ name) => {
      const [start, length] = index[name] ?? [];
      return length && readAt(cache, 4 + headLength + start, length);
    };
  } catch {
    // Without, everything takes a little longer.
    return undefined;
  }
}

/** @param {number} descriptor @param {number} position @param {number} length */
function readAt(descriptor, position, length) {
  const bytes = Buffer.allocUnsafe(length);
  readSync(descriptor, bytes, 0, length, position);
  return bytes;
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

load('./cli.js');

function program() {
  /* __TEXTS__ */
}
