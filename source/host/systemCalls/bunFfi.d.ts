/** What is used of Bun's FFI. */
declare module 'bun:ffi' {
  type Word = number | bigint;
  type LibraryFunction = {args: readonly string[]; returns: string};
  export function dlopen<Name extends string>(
    path: string,
    functions: Record<Name, LibraryFunction>,
  ): {symbols: Record<Name, (...args: Word[]) => number>};
  export function ptr(memory: Uint8Array): number;
  export const read: {i32(address: number, offset: number): number};
}
