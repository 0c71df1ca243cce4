// Collects captured tensors into a program.
import type * as tf from "@tensorflow/tfjs-core";
import { makeProgram, type Program } from "../program/program.ts";
import { nodeOf } from "./tensors.ts";

/** The program whose outputs are these tensors, by name. */
export function programOf(outputs: Readonly<Record<string, tf.Tensor>>): Program {
  return makeProgram(Object.entries(outputs).map(([name, tensor]) => [name, nodeOf(tensor)] as const));
}
