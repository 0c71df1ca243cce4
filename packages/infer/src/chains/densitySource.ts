// What a worker makes its own density from: plain data, since functions cannot cross to another thread.
import { type Artifact, instantiateDensity } from "@nutmeg-ppl/compiler/runtime";
import type { LogDensity } from "../logDensity.ts";

/** A compiled program, as the compiler makes it. */
interface ArtifactSource {
  readonly kind: "artifact";
  readonly artifact: Artifact;
}

/** A module that exports `makeDensity(options)`, which returns a LogDensity or a promise of one. */
interface ModuleSource {
  readonly kind: "module";
  /** Absolute: a file: URL in Node, any URL in a browser. */
  readonly url: string;
  readonly options?: unknown;
}

export type DensitySource = ArtifactSource | ModuleSource;

const openers: {
  [K in DensitySource["kind"]]: (source: Extract<DensitySource, { kind: K }>) => Promise<LogDensity>;
} = {
  artifact: ({ artifact }) => instantiateDensity(artifact),
  module: async ({ url, options }) => (await import(/* @vite-ignore */ url)).makeDensity(options),
};

/** The density, ready to evaluate in this thread. */
export function openDensity(source: DensitySource): Promise<LogDensity> {
  const open = openers[source.kind] as (source: DensitySource) => Promise<LogDensity>;
  return open(source);
}
