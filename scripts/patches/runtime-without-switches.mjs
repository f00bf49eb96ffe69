/**
 * Names of environment variables by which Bun's runtime becomes another program than the one that
 * was compiled into it: the `bun` command line, options that load code, a debugger that listens,
 * files that are written. A tool that runs as root must not have them, and Bun has no flag to
 * build without them.
 */
const switches = [
  'BUN_BE_BUN',
  'BUN_OPTIONS',
  'BUN_INSPECT',
  'BUN_INSPECT_CONNECT_TO',
  'BUN_INSPECT_NOTIFY',
  'BUN_INSPECT_PRELOAD',
  'BUN_BYTECODE_DIGEST_OUT',
  'BUN_BYTECODE_ORDER_NAMES_OUT',
  'BUN_BYTECODE_ORDER_OUT',
];

/**
 * Blots out the first letter of these names in the runtime, where it looks them up: no variable
 * of an environment can have such a name. Nothing becomes faster by it.
 *
 * Throws where a name is not found: a runtime that changed must be looked at again.
 *
 * @param {Buffer} runtime
 */
export function withoutSwitches(runtime) {
  const changed = Buffer.from(runtime);
  for (const name of switches) {
    const places = placesOf(runtime, name);
    if (places.length === 0) {
      throw new Error(
        `the runtime does not know ${name}: it changed, so look at its switches again`,
      );
    }
    for (const place of places) changed[place] = 0;
  }
  return changed;
}

/** Before a name in a message, or in source text. */
const inText = new Set([...' .("'].map((character) => character.charCodeAt(0)));

/**
 * @param {Buffer} runtime
 * @param {string} name
 */
function placesOf(runtime, name) {
  const places = [];
  for (let at = runtime.indexOf(name); at >= 0; at = runtime.indexOf(name, at + 1)) {
    if (!inText.has(runtime[at - 1] ?? 0)) places.push(at);
  }
  return places;
}
