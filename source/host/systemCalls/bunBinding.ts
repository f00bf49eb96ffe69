import type {Binding} from './binding.js';

/** Only the executable has it: it is Bun's own. */
export async function bind(): Promise<Binding> {
  const {dlopen, ptr, read} = await import('bun:ffi');
  const word = 'i64';
  const {symbols} = dlopen('libc.so.6', {
    syscall: {args: [word, word, word, word, word, word, word], returns: 'i64_fast'},
    __errno_location: {args: [], returns: 'ptr'},
  });
  return {
    syscall: symbols.syscall,
    errno: () => read.i32(symbols.__errno_location(), 0),
    addressOf: (memory) => BigInt(ptr(memory)),
  };
}
