// What a chain worker needs of the compiler: nothing here imports tfjs.

export { InternalError, UnsupportedError, UsageError } from "../errors.ts";
export type { Artifact, FilledSlot, Slot } from "./artifact.ts";
export { CompiledDensity, instantiateDensity } from "./compiledDensity.ts";
export { CompiledHessian, instantiateHessian } from "./compiledHessian.ts";
export { exp, log } from "./elementary.ts";
export { Executable, instantiate } from "./executable.ts";
export {
  availableWorkers,
  type HostPort,
  hostPort,
  openThread,
  openWorker,
  type WebWorker,
  type WorkerPort,
} from "./threads/worker.ts";
