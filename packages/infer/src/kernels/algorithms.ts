// The algorithms by name. A new sampler adds a row here and its file; nobody else asks which one is running.
import type { SamplerSettings } from "../samplerSettings.ts";
import { HMCTrajectory } from "./hmc.ts";
import type { Trajectory } from "./kernel.ts";
import { NUTSTrajectory } from "./nuts.ts";

/** Builds what makes a chain's transitions in one of its two phases. */
type TrajectoryBuilder = (
  dimension: number,
  settings: SamplerSettings,
  phase: "warmup" | "sampling",
) => Trajectory;

export const algorithms = {
  hmc: (dimension, settings) => new HMCTrajectory(dimension, settings),
  nuts: (dimension, { maxTreeDepth: [warmup, sampling], ...settings }, phase) =>
    new NUTSTrajectory(dimension, { ...settings, maxTreeDepth: phase === "warmup" ? warmup : sampling }),
} satisfies Record<string, TrajectoryBuilder>;
