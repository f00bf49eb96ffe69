/** Word size and byte order of an auxiliary vector: those of its process. */
export type AuxvLayout = {wordBytes: 4 | 8; littleEndian: boolean};

/** What the kernel passes to every program when it starts. */
export type AuxvFacts = AuxvLayout & {
  pageSizeBytes?: number;
  /** Clock ticks per second of the times in `/proc/PID/stat`. */
  ticksPerSecond?: number;
  /** AT_SECURE: started with more rights than its caller has (setuid, file capabilities). */
  secure?: boolean;
};

const nullType = 0;
const pageSizeType = 6;
const clockTicksType = 17;
const secureType = 23;

const layouts: readonly AuxvLayout[] = [
  {wordBytes: 8, littleEndian: true},
  {wordBytes: 4, littleEndian: true},
  {wordBytes: 8, littleEndian: false},
  {wordBytes: 4, littleEndian: false},
];

/**
 * Parses `/proc/PID/auxv`: pairs of type and value. Without a layout, the first one in which the
 * page size is a power of two is used; absent: none fits.
 */
export function parseAuxv(bytes: Uint8Array, layout?: AuxvLayout): AuxvFacts | undefined {
  if (layout !== undefined) {
    return parseWith(bytes, layout);
  }

  return layouts
    .map((candidate) => parseWith(bytes, candidate))
    .find((facts) => facts.pageSizeBytes !== undefined);
}

function parseWith(bytes: Uint8Array, layout: AuxvLayout): AuxvFacts {
  const {wordBytes, littleEndian} = layout;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): number =>
    wordBytes === 8
      ? Number(view.getBigUint64(at, littleEndian))
      : view.getUint32(at, littleEndian);

  const result: AuxvFacts = {...layout};
  for (let at = 0; at + 2 * wordBytes <= bytes.byteLength; at += 2 * wordBytes) {
    const type = word(at);
    const value = word(at + wordBytes);
    if (type === nullType) {
      break;
    }

    if (type === pageSizeType && isPageSize(value)) {
      result.pageSizeBytes = value;
    } else if (type === clockTicksType && value > 0 && value <= 1_000_000) {
      result.ticksPerSecond = value;
    } else if (type === secureType) {
      result.secure = value !== 0;
    }
  }

  return result;
}

function isPageSize(value: number): boolean {
  return value >= 1024 && value <= 16_777_216 && Number.isInteger(Math.log2(value));
}
