// What an executable and the other threads of its crew say to each other, beside what they share in memory.

/** First, once: what to serve. */
export interface ToCrew {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Where the cells are, in bytes. */
  readonly cells: number;
  readonly hostFunctions: readonly string[];
}

export type FromCrew = { readonly type: "ready" } | { readonly type: "failure"; readonly message: string };
