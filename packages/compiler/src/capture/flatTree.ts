// Nested arrays and objects of tensors: what a step of a loop takes and gives back, as a flat list and a way to put it back.

import type * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import type { Node } from "../program/node.ts";
import { type Numeric, type NumericArray, toNode } from "./asTensor.ts";
import { isPlain } from "./tree.ts";

/** A tensor, or arrays and objects of trees; null and undefined hold nothing. An array of numbers is a tree of numbers. */
export type Tree =
  | number
  | boolean
  | NumericArray
  | tf.Tensor
  | null
  | undefined
  | readonly Tree[]
  | { readonly [key: string]: Tree };

/** The nodes of a tree, where each was found, and the same tree around other leaves. */
export interface Flat {
  readonly nodes: readonly Node[];
  readonly paths: readonly string[];
  readonly rebuild: (leaves: readonly unknown[]) => unknown;
}

/** @param where names the tree in messages, and `caller` who was given it. @throws UsageError for a leaf that is no tensor, number or typed array. */
export function flatten(tree: Tree, where: string, caller = "scan"): Flat {
  if (tree === null || tree === undefined) return { nodes: [], paths: [], rebuild: () => tree };
  if (Array.isArray(tree)) {
    const parts = (tree as readonly Tree[]).map((one, i) => flatten(one, `${where}[${i}]`, caller));
    return joined(parts, (values) => values);
  }
  if (isPlain(tree)) {
    const keys = Object.keys(tree).sort();
    const parts = keys.map((key) => flatten(tree[key] as Tree, `${where}.${key}`, caller));
    return joined(parts, (values) => Object.fromEntries(keys.map((key, i) => [key, values[i]])));
  }
  if (typeof tree === "function" || typeof tree === "string") {
    throw new UsageError(
      `${caller}: ${where} is a ${typeof tree}; it must hold tensors, numbers or typed arrays.`,
    );
  }
  return { nodes: [toNode(tree as Numeric)], paths: [where], rebuild: ([leaf]) => leaf };
}

function joined(parts: readonly Flat[], put: (values: unknown[]) => unknown): Flat {
  return {
    nodes: parts.flatMap(({ nodes }) => nodes),
    paths: parts.flatMap(({ paths }) => paths),
    rebuild: (leaves) => {
      let end = 0;
      return put(
        parts.map(({ nodes, rebuild }) => {
          end += nodes.length;
          return rebuild(leaves.slice(end - nodes.length, end));
        }),
      );
    },
  };
}
