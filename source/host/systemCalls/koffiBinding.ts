import type {Binding} from './binding.js';

/** Throws if the package is not installed or does not run here. */
export async function bind(): Promise<Binding> {
  const {default: koffi} = await import('koffi');
  const word = 'int64_t';
  const syscall = koffi
    .load(null)
    .func('syscall', 'int64_t', ['int64_t', word, word, word, word, word, word]);
  return {syscall, errno: () => koffi.errno(), addressOf: (memory) => koffi.address(memory)};
}
