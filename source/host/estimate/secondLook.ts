/** Pages to look at once more: where they are, and what they held. */
export type SecondLook = {
  add(process: number, address: number, low: number, high: number): void;
  /** In the order of addition, by process. */
  forEach(visit: (page: RememberedPage) => void): void;
  /** 1: every page is remembered. */
  readonly rememberedOneIn: number;
};

export type RememberedPage = {process: number; address: number; low: number; high: number};

/** 20 bytes each. */
const usualMostPages = 262_144;

/** Remembers pages; when there are too many, every second one, as a share is all that is asked. */
export function createSecondLook(mostPages = usualMostPages): SecondLook {
  const processes = new Uint32Array(mostPages);
  const addresses = new Float64Array(mostPages);
  const lows = new Uint32Array(mostPages);
  const highs = new Uint32Array(mostPages);
  let length = 0;
  let oneIn = 1;
  let passed = 0;

  function thin(): void {
    oneIn *= 2;
    for (let index = 0; index * 2 < length; index++) {
      processes[index] = processes[index * 2] as number;
      addresses[index] = addresses[index * 2] as number;
      lows[index] = lows[index * 2] as number;
      highs[index] = highs[index * 2] as number;
    }
    length = Math.ceil(length / 2);
  }

  return {
    add(process, address, low, high) {
      if (passed++ % oneIn !== 0) return;
      if (length === mostPages) thin();
      processes[length] = process;
      addresses[length] = address;
      lows[length] = low;
      highs[length] = high;
      length++;
    },
    forEach(visit) {
      const page = {process: 0, address: 0, low: 0, high: 0};
      for (let index = 0; index < length; index++) {
        page.process = processes[index] as number;
        page.address = addresses[index] as number;
        page.low = lows[index] as number;
        page.high = highs[index] as number;
        visit(page);
      }
    },
    get rememberedOneIn() {
      return oneIn;
    },
  };
}
