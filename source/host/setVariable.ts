/** What Bun has for calling C, as far as it is called here. */
type ForeignFunctions = {
  dlopen(
    library: string,
    functions: {setenv: {args: readonly string[]; returns: string}},
  ): {symbols: {setenv(name: Buffer, value: Buffer, overwrite: number): number}};
};

/**
 * Sets a variable of the environment for the runtime itself too, and tells whether that was
 * possible. Node does so with each assignment; Bun keeps `process.env` to itself, and its runtime
 * asks the C library.
 */
export function setVariable(name: string, value: string): boolean {
  process.env[name] = value;
  if (process.versions.bun === undefined) return true;
  try {
    const {dlopen} = process.getBuiltinModule('bun:ffi') as ForeignFunctions;
    const {symbols} = dlopen('libc.so.6', {
      setenv: {args: ['cstring', 'cstring', 'int'], returns: 'int'},
    });
    return symbols.setenv(Buffer.from(`${name}\0`), Buffer.from(`${value}\0`), 1) === 0;
  } catch {
    return false;
  }
}
