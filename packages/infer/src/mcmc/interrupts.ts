// Ctrl-C while chains run: the first stops them, so that their draws are kept; the second ends the process, as always.

/** The runs to stop. */
const stops = new Set<() => void>();

function stopRuns(): void {
  globalThis.process.off("SIGINT", stopRuns);
  for (const stop of stops) stop();
}

/**
 * Calls `stop` at the next Ctrl-C, until the function that it returns is called. In a program that listens for SIGINT
 * itself, and in a browser, it does nothing: such a program stops a run through its `signal`.
 */
export function onInterrupt(stop: () => void): () => void {
  const { process } = globalThis;
  if (process?.versions?.node === undefined) return () => {};
  if (stops.size === 0 && process.listenerCount("SIGINT") === 0) process.on("SIGINT", stopRuns);
  stops.add(stop);
  return () => {
    stops.delete(stop);
    if (stops.size === 0) process.off("SIGINT", stopRuns);
  };
}
