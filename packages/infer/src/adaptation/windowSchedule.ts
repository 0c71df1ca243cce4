// Stan's warmup schedule: a fast start, slow windows of doubling length that estimate the metric, a fast end
// (stan-dev/stan, windowed_adaptation.hpp). What is learned in a window is not decided here.

export interface WindowSchedule {
  /** Warmup transitions. */
  readonly numWarmup: number;
  /** Draws start..end-1 (counted from 0) feed the metric's estimate. */
  readonly start: number;
  readonly end: number;
  /** Draws after which the metric is updated and the estimate restarts, ascending. */
  readonly updates: readonly number[];
}

export interface WindowOptions {
  readonly initBuffer?: number | undefined;
  readonly termBuffer?: number | undefined;
  readonly baseWindow?: number | undefined;
}

/**
 * The schedule for a warmup length: buffers 75 and 50 around windows of 25, 50, 100, ..., the last one stretched to
 * the end buffer. Below 150 in total the three stages take 15, 75 and 10 %; below 20 the metric is left alone.
 */
export function windowSchedule(
  numWarmup: number,
  { initBuffer = 75, termBuffer = 50, baseWindow = 25 }: WindowOptions = {},
): WindowSchedule {
  if (numWarmup < 20) return { numWarmup, start: numWarmup, end: numWarmup, updates: [] };
  const fits = initBuffer + baseWindow + termBuffer <= numWarmup;
  const start = fits ? initBuffer : Math.floor(0.15 * numWarmup);
  const end = numWarmup - (fits ? termBuffer : Math.floor(0.1 * numWarmup));
  const updates: number[] = [];
  let from = start;
  for (let size = fits ? baseWindow : end - start; from < end; size *= 2) {
    // A window whose successor, twice as long, would not fit takes what is left. As in NumPyro the first one may
    // too: for 160 draws Stan would end with a window of 10.
    const to = from + 3 * size > end ? end : from + size;
    updates.push(to - 1);
    from = to;
  }
  return { numWarmup, start, end, updates };
}
