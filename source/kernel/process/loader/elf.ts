/** Facts from the header of an ELF file. */
export type ElfFacts = {
  bits: 32 | 64;
  /** Processor as `uname -m` spells it, where it is a common one. */
  machine: string;
  /** The dynamic loader (PT_INTERP); absent: a library, or statically linked. */
  interpreter?: string;
};

const machines: Readonly<Record<number, string>> = {
  3: 'i386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390',
  40: 'arm',
  62: 'x86_64',
  183: 'aarch64',
  243: 'riscv64',
  258: 'loongarch64',
};

const magic = [0x7f, 0x45, 0x4c, 0x46];
const interpreterType = 3;

/** Parses the first bytes of a file, of which 4 KiB suffice; absent: it is not an ELF file. */
export function parseElf(bytes: Uint8Array): ElfFacts | undefined {
  if (bytes.length < 64 || !magic.every((byte, index) => bytes[index] === byte)) {
    return undefined;
  }
  const bits = bytes[4] === 1 ? 32 : 64;
  const little = bytes[5] !== 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const machineNumber = view.getUint16(18, little);
  const interpreter = findInterpreter(bytes, view, bits, little);
  return {
    bits,
    machine: machines[machineNumber] ?? `machine ${machineNumber}`,
    ...(interpreter !== undefined && {interpreter}),
  };
}

function findInterpreter(bytes: Uint8Array, view: DataView, bits: 32 | 64, little: boolean) {
  const wide = bits === 64;
  const word = (at: number) =>
    wide ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const table = word(wide ? 32 : 28);
  const entrySize = view.getUint16(wide ? 54 : 42, little);
  const entries = view.getUint16(wide ? 56 : 44, little);
  for (let index = 0; index < entries; index++) {
    const at = table + index * entrySize;
    if (at + (wide ? 56 : 32) > bytes.length) return undefined;
    if (view.getUint32(at, little) !== interpreterType) continue;
    const start = word(at + (wide ? 8 : 4));
    const length = word(at + (wide ? 32 : 16));
    if (start + length > bytes.length) return undefined;
    return Buffer.from(bytes.slice(start, start + length))
      .toString('utf8')
      .replace(/\0.*$/s, '');
  }
  return undefined;
}
