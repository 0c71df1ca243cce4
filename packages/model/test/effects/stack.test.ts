// The handler stack: it is clean after every run, and it takes no asynchronous models.
import { Normal } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { type Message, mask, plate, sample, scale, seed, trace, withHandler } from "../../src/index.ts";

/** The names that a handler outside everything sees. */
function seen(body: () => unknown): string[] {
  const names: string[] = [];
  const watcher = {
    process(message: Message): Message {
      names.push(message.name);
      return message;
    },
  };
  withHandler(watcher, body);
  return names;
}

describe("the handler stack", () => {
  it("is empty after a model that throws", () => {
    const failing = seed(
      trace(() =>
        plate("p", 2, () => {
          throw new Error("no");
        }),
      ),
      0,
    );
    expect(() => failing()).toThrow("no");
    expect(() => sample("x", new Normal(0, 1))).toThrow("neither a value nor a random key");
    // No plate is left to expand it.
    expect(sample("x", new Normal(0, 1), { obs: 1 }).shape).toEqual([]);
  });

  it("is as it was after a model that catches what an inner one throws", () => {
    const model = () => {
      try {
        plate("p", 2, () => {
          throw new Error("inner");
        });
      } catch {
        // The model goes on without its plate.
      }
      return sample("x", new Normal(0, 1));
    };
    expect(seed(model, 0)().shape).toEqual([]);
  });

  it("passes a message from the innermost handler outwards and back", () => {
    const order: string[] = [];
    const named = (name: string) => ({
      process(message: Message): Message {
        order.push(`${name} out`);
        return message;
      },
      postprocess(message: Message): Message {
        order.push(`${name} back`);
        return message;
      },
    });
    withHandler(named("outer"), () =>
      withHandler(named("inner"), () => sample("x", new Normal(0, 1), { obs: 0 })),
    );
    expect(order).toEqual(["inner out", "outer out", "outer back", "inner back"]);
  });

  it("keeps a stopped message from the handlers outside", () => {
    const stopper = { process: (message: Message): Message => ({ ...message, stop: true }) };
    expect(seen(() => withHandler(stopper, () => sample("x", new Normal(0, 1), { obs: 0 })))).toEqual([]);
    expect(seen(() => sample("x", new Normal(0, 1), { obs: 0 }))).toEqual(["x"]);
  });

  it("restores the tfjs backend that was current", () => {
    const before = tf.engine().backendName;
    seed(() => sample("x", new Normal(0, 1)), 0)();
    expect(tf.engine().backendName).toBe(before);
  });
});

describe("an asynchronous model", () => {
  const model = async () => {
    sample("x", new Normal(0, 1), { obs: 0 });
    await Promise.resolve();
    sample("y", new Normal(0, 1));
  };

  it("is refused, and what is left of it fails quietly", async () => {
    expect(() => seed(model, 0)()).toThrow(
      "A model must be a synchronous function, but this one returned a promise",
    );
    expect(() => trace(model).getTrace()).toThrow("synchronous");
    // An unhandled rejection would fail the run here.
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("is refused inside a plate too", () => {
    expect(() => plate("p", 2, async () => 1)).toThrow("synchronous");
  });
});

describe("handlers", () => {
  it("can be applied to one model many times without sharing state", () => {
    const seeded = seed(() => sample("x", new Normal(0, 1)), 7);
    expect(seeded().dataSync()).toEqual(seeded().dataSync());
    const scaled = scale(mask(seeded, true), 2);
    expect(scaled().dataSync()).toEqual(seeded().dataSync());
  });
});
