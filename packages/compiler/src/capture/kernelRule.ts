// What a kernel of the backend is: a rule from the nodes of its inputs and its attributes to nodes. Not the rules themselves.
import type * as tf from "@tensorflow/tfjs-core";
import type { Node } from "../program/node.ts";

/** Every kernel name that tfjs-core exports (each is a constant that holds its own name). */
export type KernelName = {
  [K in keyof typeof tf]: K extends string ? ((typeof tf)[K] extends K ? K : never) : never;
}[keyof typeof tf];

export type KernelRule = (inputs: unknown, attributes: unknown) => Node | readonly Node[];

export type KernelTable = Readonly<Partial<Record<KernelName, KernelRule>>>;

/** tfjs's type of a kernel's inputs, with nodes in place of tensors. */
type Nodes<I> = I extends readonly unknown[] ? readonly Node[] : { readonly [K in keyof I]: Node };

/** Types a rule by tfjs's own types of the kernel's inputs and attributes. */
export function rule<I, A = unknown>(
  record: (inputs: Nodes<I>, attributes: A) => Node | readonly Node[],
): KernelRule {
  return record as KernelRule;
}
