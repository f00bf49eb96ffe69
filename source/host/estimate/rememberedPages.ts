/** Pages to read again: where they are, and the hash of what they held. */
export type RememberedPages = {
  /** @param index Of the process. */
  add(index: number, address: number, low: number, high: number): void;
  /** Whether pages with this hash are remembered. */
  has(high: number): boolean;
  /** In the order of addition, so process by process. */
  forEach(visit: (page: RememberedPage) => void): void;
  /** 1: pages of every content are remembered. */
  readonly oneIn: number;
};

export type RememberedPage = {index: number; address: number; low: number; high: number};

/** 20 bytes each: 10 MiB. */
const usualMostPages = 524_288;
/** Other bits than those that sample contents. */
const sampleShift = 20;
const mostOneIn = 2 ** 12;

/**
 * Remembers all pages while there is room, then those of every second content, and so on: all
 * frames of a content or none, as only together they say what is saved of it.
 */
export function createRememberedPages(mostPages = usualMostPages): RememberedPages {
  const indexes = new Uint32Array(mostPages);
  const addresses = new Float64Array(mostPages);
  const lows = new Uint32Array(mostPages);
  const highs = new Uint32Array(mostPages);
  let length = 0;
  let oneIn = 1;

  const has = (high: number) => ((high >>> sampleShift) & (oneIn - 1)) === 0;

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
      const high = highs[place] as number;
      if (!has(high)) continue;
      put(indexes[place] as number, addresses[place] as number, lows[place] as number, high);
    }
  }

  return {
    has,
    add(index, address, low, high) {
      if (!has(high)) return;
      while (length === mostPages && oneIn < mostOneIn) thin();
      if (length < mostPages && has(high)) put(index, address, low, high);
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
    get oneIn() {
      return oneIn;
    },
  };
}
