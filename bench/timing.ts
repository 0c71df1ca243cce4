// Timing helpers: interleaved repeats, medians, ratios within one run. Machines are noisy; no figure is a gate.

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Processor time of this process in milliseconds, so that what else the machine does hardly counts. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Microseconds of processor time per call, over enough calls to fill the given time. */
export function perCall(body: () => void, milliseconds = 20): number {
  let calls = 1;
  for (;;) {
    const began = processorTime();
    for (let i = 0; i < calls; i++) body();
    const elapsed = processorTime() - began;
    if (elapsed > milliseconds) return (1000 * elapsed) / calls;
    calls *= 2;
  }
}

/** Median microseconds per call of each body; the bodies take turns, so that a drift of the machine meets all alike. */
export function compare<N extends string>(
  bodies: Readonly<Record<N, () => void>>,
  repeats = 15,
): Record<N, number> {
  const names = Object.keys(bodies) as N[];
  const times = new Map<N, number[]>(names.map((name) => [name, []]));
  for (const name of names) perCall(bodies[name]);
  for (let i = 0; i < repeats; i++) for (const name of names) times.get(name)?.push(perCall(bodies[name]));
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) as number[])])) as Record<
    N,
    number
  >;
}

/** Microseconds of elapsed time per call, for work that several threads do. */
function elapsedPerCall(body: () => void, calls: number): number {
  const began = performance.now();
  for (let i = 0; i < calls; i++) body();
  return (1000 * (performance.now() - began)) / calls;
}

/** Least elapsed microseconds per call of each body over short turns, which the bodies take one after another for a while. */
export function leastElapsed(bodies: readonly (() => void)[], milliseconds = 5000): number[] {
  const calls = bodies.map((body) => Math.ceil(300 / elapsedPerCall(body, 20)));
  const least = bodies.map(() => Number.POSITIVE_INFINITY);
  const end = performance.now() + milliseconds;
  while (performance.now() < end)
    bodies.forEach((body, i) => {
      body(); // wakes the threads
      least[i] = Math.min(least[i] as number, elapsedPerCall(body, calls[i] as number));
    });
  return least;
}

export function table(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? cell.toPrecision(3) : cell)));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? "").length)),
  );
  return cells
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[i] as number)))
        .join("  "),
    )
    .join("\n");
}
