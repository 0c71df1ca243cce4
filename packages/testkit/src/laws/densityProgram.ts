// A family's log density as a program of its parameters and of the value.
import {
  asTensor,
  capturing,
  dataTensor,
  interpret,
  type Numeric,
  type Program,
  parameterTensor,
  programOf,
  valueAndGradient,
} from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { flat, type Nested, type ReferenceCase, type ReferencePoint, shapeOf } from "../readReference.ts";
import type { DistributionRow } from "./distributionRow.ts";

export interface DensityProgram {
  /** What it is differentiated by, from the reference. */
  readonly names: readonly string[];
  readonly logProb: (point: ReferencePoint, moved?: Moved) => number;
  readonly gradient: (point: ReferencePoint) => Readonly<Record<string, Float64Array>>;
}

type Creation = Pick<DistributionRow, "create">;

/** One input with other values than the reference's. */
export interface Moved {
  readonly name: string;
  readonly values: Float64Array;
}

function buildProgram(
  { create }: Creation,
  { parameters, points }: ReferenceCase,
  names: readonly string[],
): Program {
  return capturing(() => {
    const input = (name: string, like: Nested): Numeric =>
      names.includes(name) ? parameterTensor(name, shapeOf(like)) : (like as Numeric);
    const [first] = points as [ReferencePoint];
    const given = Object.fromEntries(
      Object.entries(parameters).map(([name, like]) => [name, input(name, like)]),
    );
    const value = names.includes("value")
      ? parameterTensor("value", shapeOf(first.value))
      : dataTensor("value", flat(first.value), shapeOf(first.value));
    return programOf({ logProb: tf.sum(create(given).logProb(asTensor(value))) });
  });
}

/** Captures the density of one case once, to be evaluated at each of its points. */
export function densityProgram(row: Creation, reference: ReferenceCase): DensityProgram {
  const names = Object.keys(reference.points[0]?.gradient ?? {});
  const value = buildProgram(row, reference, names);
  const withGradient = valueAndGradient(value, "logProb");
  const bindings = (point: ReferencePoint): Record<string, Float64Array> => ({
    ...Object.fromEntries(
      names.flatMap((name) => {
        const nested = reference.parameters[name];
        return nested === undefined ? [] : [[name, Float64Array.from(flat(nested))]];
      }),
    ),
    value: Float64Array.from(flat(point.value)),
  });
  return {
    names,
    logProb(point, moved) {
      const changed = moved ? { [moved.name]: moved.values } : {};
      return interpret(value, { ...bindings(point), ...changed })["logProb"]?.[0] ?? Number.NaN;
    },
    gradient(point) {
      const outputs = interpret(withGradient, bindings(point));
      return Object.fromEntries(names.map((name) => [name, outputs[`d:${name}`] ?? new Float64Array()]));
    },
  };
}
