/**
 * Debian's multiarch directory names, released and ported: 64-bit ones before the 32-bit ones that
 * run on the same kernel.
 */
const debianNames = [
  'x86_64-linux-gnu',
  'aarch64-linux-gnu',
  'i386-linux-gnu',
  'arm-linux-gnueabihf',
  'arm-linux-gnueabi',
  'powerpc64le-linux-gnu',
  's390x-linux-gnu',
  'riscv64-linux-gnu',
  'mips64el-linux-gnuabi64',
  'mipsel-linux-gnu',
  'mips-linux-gnu',
  'loongarch64-linux-gnu',
  'powerpc64-linux-gnu',
  'powerpc-linux-gnu',
  's390-linux-gnu',
  'sparc64-linux-gnu',
  'sparc-linux-gnu',
  'ia64-linux-gnu',
  'alpha-linux-gnu',
  'hppa-linux-gnu',
  'm68k-linux-gnu',
  'sh4-linux-gnu',
  'x86_64-linux-gnux32',
] as const;

/** Values of `$LIB`: in EL, in Arch, in Debian; last those for 32-bit programs on 64-bit hosts. */
export const libraryNames: readonly string[] = [
  'lib64',
  'lib',
  ...debianNames.map((name) => `lib/${name}`),
  'lib32',
  'libx32',
];

/** Directories where loaders look for a library that is named without a path. */
export const libraryDirectories: readonly string[] = [
  ...libraryNames.map((name) => `/usr/${name}`),
  '/lib64',
  '/lib',
  '/lib32',
  '/usr/local/lib',
  '/usr/local/lib64',
  ...debianNames.flatMap((name) => [`/lib/${name}`, `/usr/local/lib/${name}`]),
];
