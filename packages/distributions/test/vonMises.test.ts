// The laws of VonMises.
import { valuesOf } from "@nutmeg-ppl/compiler";
import { describeDistribution, readReference } from "@nutmeg-ppl/testkit";
import { expect, it } from "vitest";
import { VonMises } from "../src/index.ts";

describeDistribution({
  family: "VonMises",
  create: ({ loc, concentration }) => new VonMises(loc ?? 0, concentration ?? 1),
  reference: readReference("vonMises", import.meta.url),
  batch: {
    parameters: { loc: [[0], [2]], concentration: [0.5, 5, 100] },
    batchShape: [2, 3],
    eventShape: [],
  },
  sampled: [0, 1, 2], // the others are cut where the circle closes
  invalid: [
    { parameters: { concentration: 0 }, message: /VonMises: concentration must be a finite number > 0/ },
    { value: 4, message: /outside the support of VonMises/ },
  ],
});

it("draws angles whose mean direction and length are those of the distribution", () => {
  const angles = valuesOf(new VonMises(2.5, 15).sample(7, [5000]));
  const mean = (f: (x: number) => number) => angles.reduce((sum, x) => sum + f(x), 0) / angles.length;
  expect(Math.abs(mean((x) => Math.sin(x - 2.5)))).toBeLessThan(4.5 * 0.0036); // sqrt(E sin^2 / 5000)
  // mpmath 1.4.1: besseli(1, 15) / besseli(0, 15)
  expect(Math.abs(mean((x) => Math.cos(x - 2.5)) - 0.966069564)).toBeLessThan(4.5 * 0.0007);
});
