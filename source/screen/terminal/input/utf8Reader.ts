/** Replaces bytes that are not UTF-8. */
export const broken = '\ufffd';

/** Decodes UTF-8 byte by byte. */
export type Utf8Reader = {
  /** The characters that this byte completes. A lone byte from 0x80 to 0x9f is that control. */
  read: (byte: number) => readonly string[];
  /** Starts a character with this byte and drops it. */
  skip: (byte: number) => void;
  reset: () => void;
};

/** How many bytes follow this one in a character. */
function following(byte: number): number {
  if (byte >= 0xf0 && byte < 0xf5) return 3;
  if (byte >= 0xe0) return byte < 0xf0 ? 2 : 0;
  return byte >= 0xc2 ? 1 : 0;
}

export function createUtf8Reader(): Utf8Reader {
  let begun: number[] = [];
  let missing = 0;
  let wanted = true;

  const reset = () => {
    begun = [];
    missing = 0;
    wanted = true;
  };

  const begin = (byte: number) => {
    reset();
    begun = [byte];
    missing = following(byte);
  };

  return {
    read(byte) {
      if (missing > 0 && byte >= 0x80 && byte < 0xc0) {
        begun.push(byte);
        if (--missing > 0) return [];
        const text = wanted ? Buffer.from(begun).toString('utf8') : '';
        reset();
        return text === '' ? [] : text.includes(broken) ? [broken] : [text];
      }
      const cut = missing > 0 && wanted ? [broken] : [];
      begin(byte);
      if (missing > 0) return cut;
      reset();
      return [...cut, byte < 0xa0 ? String.fromCharCode(byte) : broken];
    },
    skip(byte) {
      begin(byte);
      wanted = false;
    },
    reset,
  };
}
