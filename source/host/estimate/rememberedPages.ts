/** Pages to read again: where they are, and the hash of what they held. */
export type RememberedPages = {
  /** @param index Of the process. */
  add(index: number, address: number, low: number, high: number): void;
  /** Whether pages with this key are remembered. */
  has(key: number): boolean;
  /** In the order of addition, so process by process. The page is lent for the call. */
  forEach(visit: (page: RememberedPage) => void): void;
  readonly length: number;
  /** 1: pages of every key are remembered. */
  readonly oneIn: number;
};

export type RememberedPage = {index: number; address: number; low: number; high: number};

/** What decides together whether a page is remembered: 32 bits, the upper half evenly spread. */
export type KeyOf = (address: number, high: number) => number;

/** Enough for a deviation below 1 % of what is saved. */
const usualMostPages = 32_768;
/** Other bits than those that sample contents. */
const sampleShift = 16;
const mostOneIn = 2 ** 16;

/** Remembers all pages while there is room, then those of every second key, and so on. */
export function createRememberedPages(keyOf: KeyOf, mostPages = usualMostPages): RememberedPages {
  const indexes = new Uint32Array(mostPages);
  const addresses = new Float64Array(mostPages);
  const lows = new Uint32Array(mostPages);
  const highs = new Uint32Array(mostPages);
  let length = 0;
  let oneIn = 1;

  const has = (key: number) => ((key >>> sampleShift) & (oneIn - 1)) === 0;

  function put(index: number, address: number, low: number, high: number): void {
    indexes[length] = index;
    addresses[length] = address;
    lows[length] = low;
    highs[length] = high;
    length++;
  }

  function thin(): void {
    oneIn *= 2;
    const before = length;
    length = 0;
    for (let place = 0; place < before; place++) {
      const address = addresses[place] as number;
      const high = highs[place] as number;
      if (has(keyOf(address, high))) {
        put(indexes[place] as number, address, lows[place] as number, high);
      }
    }
  }

  return {
    has,
    add(index, address, low, high) {
      const key = keyOf(address, high);
      if (!has(key)) return;
      while (length === mostPages && oneIn < mostOneIn) thin();
      if (length < mostPages && has(key)) put(index, address, low, high);
    },
    forEach(visit) {
      const page = {index: 0, address: 0, low: 0, high: 0};
      for (let place = 0; place < length; place++) {
        page.index = indexes[place] as number;
        page.address = addresses[place] as number;
        page.low = lows[place] as number;
        page.high = highs[place] as number;
        visit(page);
      }
    },
    get length() {
      return length;
    },
    get oneIn() {
      return oneIn;
    },
  };
}
