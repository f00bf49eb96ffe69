/** Bounds what comes without having been asked for: a little now and then is no harm. */
export type FlowLimit = {
  /** Counts these bytes; whether it is too much. */
  exceeds(bytes: number): boolean;
};

const forgottenPerSecond = 1024;

export function createFlowLimit(mostBytes: number): FlowLimit {
  let level = 0;
  let lastMs = performance.now();
  return {
    exceeds(bytes) {
      const nowMs = performance.now();
      level = Math.max(0, level - ((nowMs - lastMs) / 1000) * forgottenPerSecond) + bytes;
      lastMs = nowMs;
      return level > mostBytes;
    },
  };
}
