// Makes a tfjs backend the current one while a function runs, and puts the user's back. Not their registration.
import * as tf from "@tensorflow/tfjs-core";

/** Of tfjs's engine: what has no public setter for "none chosen yet", nor one that leaves kernels set up as they are. */
interface EngineState {
  backendName: string | null;
  backendInstance: tf.KernelBackend | null;
  readonly registry: Readonly<Record<string, tf.KernelBackend>>;
  readonly registryFactory: Readonly<Record<string, { readonly priority?: number }>>;
}

const engine = tf.engine() as unknown as EngineState;

/** The registered backends, the one that tfjs prefers first. */
export function registeredBackends(): string[] {
  const priority = (name: string): number => engine.registryFactory[name]?.priority ?? 1;
  return Object.keys(engine.registryFactory).sort((a, b) => priority(b) - priority(a));
}

/** Makes a registered backend ready, without leaving it current. Whether it is: a GPU may be missing. */
export async function startBackend(name: string): Promise<boolean> {
  if (engine.registry[name]) return true;
  const { backendName, backendInstance } = engine;
  try {
    return await tf.setBackend(name);
  } finally {
    restore(backendName, backendInstance);
  }
}

/** When tfjs had chosen no backend, it is free again to choose the user's. */
function restore(backendName: string | null, backendInstance: tf.KernelBackend | null): void {
  engine.backendName = backendName ?? null;
  engine.backendInstance = backendInstance ?? null;
}

/** The name of the current backend; null while tfjs has not chosen one. */
export function currentBackend(): string | null {
  return engine.backendName ?? null;
}

/**
 * Runs `fn` with the backend `name` current. It must be ready, or be one that is made at once.
 * Switching by hand is not tf.setBackend, which would set up every kernel of a backend again at each switch.
 */
export function onBackend<T>(name: string, fn: () => T): T {
  const { backendName, backendInstance } = engine;
  if (backendName === name) return fn();
  if (engine.registry[name]) {
    engine.backendName = name;
    engine.backendInstance = engine.registry[name];
  } else void tf.setBackend(name);
  try {
    return fn();
  } finally {
    restore(backendName, backendInstance);
  }
}
