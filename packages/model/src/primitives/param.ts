// The `param` primitive: a named value to be optimized, with a starting value and a constraint. Not random.
import { asTensor, type Numeric, type RandomKey, UsageError } from "@nutmeg-ppl/compiler";
import { type Constraint, constraints } from "@nutmeg-ppl/distributions";
import type * as tf from "@tensorflow/tfjs-core";
import { applyStack } from "../effects/stack.ts";
import { requestKey } from "./prngKey.ts";

export interface ParamOptions {
  /** Where the value must lie; the real line when left out. */
  readonly constraint?: Constraint | undefined;
  /** How many rightmost dimensions are not batch dimensions; needed to subsample the value with its plate. */
  readonly eventDim?: number | undefined;
}

/**
 * Declares a parameter and returns its value: what a `substitute` handler gives, or else `init`, which may be a
 * function of a random key. The same name may be declared again: it is the same parameter. As `numpyro.param`.
 *
 * @throws UsageError when `init` is a function and there is no enclosing `seed`.
 */
export function param(
  name: string,
  init: Numeric | ((key: RandomKey) => Numeric),
  options: ParamOptions = {},
): tf.Tensor {
  const message = applyStack({
    type: "param",
    name,
    value: undefined,
    initialize: () => (typeof init === "function" ? initialized(name, init) : asTensor(init)),
    constraint: options.constraint ?? constraints.real,
    eventDim: options.eventDim,
    plates: [],
    stop: false,
  });
  return (message as { value: tf.Tensor }).value;
}

function initialized(name: string, init: (key: RandomKey) => Numeric): tf.Tensor {
  const key = requestKey(name, "param");
  if (!key) {
    throw new UsageError(
      "the parameter's initial value is a function of a random key, and there is none. Run the model inside seed(model, key).",
    );
  }
  return asTensor(init(key));
}
