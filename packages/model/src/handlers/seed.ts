// The `seed` handler: gives every site of a run a random key of its own, derived from one seed.
import { RandomKey } from "@nutmeg-ppl/compiler";
import type { Message, MessageType } from "../effects/message.ts";
import type { Handler } from "../effects/stack.ts";
import { handle, type ModelFunction } from "./handle.ts";

export type Seed = number | bigint | Uint32Array | RandomKey;

export interface SeedOptions {
  /** Kinds of sites that get no key from this handler. */
  readonly hideTypes?: readonly MessageType[] | undefined;
}

/**
 * The model with randomness: its n-th sample site draws from the n-th fold of the seed. Sites with a value are counted
 * too, so conditioning one site leaves the draws of the others as they were (NumPyro's seed does not count them).
 * Every call of the result starts from the seed again.
 */
export function seed<A extends readonly unknown[], R>(
  model: ModelFunction<A, R>,
  rngSeed: Seed,
  options: SeedOptions = {},
): ModelFunction<A, R> {
  const root = RandomKey.from(rngSeed);
  return handle(model, () => seedHandler(root, options.hideTypes ?? []));
}

function seedHandler(root: RandomKey, hideTypes: readonly MessageType[]): Handler {
  let count = 0;
  const nextKey = (): RandomKey => root.foldIn(count++);
  return {
    process(message: Message): Message {
      if (hideTypes.includes(message.type === "key" ? kindOf(message.consumer) : message.type))
        return message;
      switch (message.type) {
        case "sample": {
          const key = nextKey();
          return message.key || message.value ? message : { ...message, key };
        }
        case "plate":
          return message.key || message.value ? message : { ...message, key: nextKey() };
        case "key":
          return message.value ? message : { ...message, value: nextKey() };
        default:
          return message;
      }
    },
  };
}

/** The type of site that a key is asked for. */
function kindOf(consumer: "sample" | "plate" | "param" | "model"): MessageType {
  return consumer === "model" ? "key" : consumer;
}
