/**
 * The variance of how many of f frames have not changed, judged by n of them, of which a part s had not:
 * f²·s(1−s)/n·(1−n/f). For s one more of either kind is counted than was found, as rare changes may all
 * be outside of the sample.
 */
export function sampledVariance(frames: number, read: number, same: number): number {
  if (read >= frames) return 0;
  const share = (same + 1) / (read + 2);
  return ((frames ** 2 * share * (1 - share)) / Math.max(1, read)) * (1 - read / frames);
}
