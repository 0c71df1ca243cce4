// The kernels by name. A new sampler adds a row here and its file; nobody else asks which one is running.
import type { LogDensity } from "../logDensity.ts";
import type { SamplerSettings } from "../samplerSettings.ts";
import { hmc } from "./hmc.ts";
import type { Kernel } from "./kernel.ts";
import { nuts } from "./nuts.ts";

/** Builds a chain's kernel for one of its two phases. */
type KernelBuilder = (density: LogDensity, settings: SamplerSettings, phase: "warmup" | "sampling") => Kernel;

export const algorithms = {
  hmc: (density, settings) => hmc(density, settings),
  nuts: (density, { maxTreeDepth: [warmup, sampling], ...settings }, phase) =>
    nuts(density, { ...settings, maxTreeDepth: phase === "warmup" ? warmup : sampling }),
} satisfies Record<string, KernelBuilder>;
