// The contract of a source of starts for a bare LogDensity. Models have init strategies of their own, by site, in
// packages/model: a model's strategy becomes one of these by closing over the model.

/**
 * The candidate number `attempt` (0, 1, 2, ...) of a chain, or undefined when there is nothing further to try.
 * Must depend on its arguments alone; `key` is that attempt's own.
 */
export type StartStrategy = (key: Uint32Array, attempt: number) => Float64Array | undefined;
