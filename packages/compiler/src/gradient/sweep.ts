// The reverse sweep: from cotangents of some nodes to those of all nodes that they depend on.
import { InternalError } from "../errors.ts";
import { isLoop, type Loop } from "../program/body.ts";
import { binary } from "../program/build.ts";
import { isOp, type Node } from "../program/node.ts";
import { topologicalOrder } from "../program/program.ts";
import { sameShape, showShape } from "../program/shape.ts";
import { dependents } from "./dependents.ts";
import { differentiateOdeint, withSensitivities } from "./odeint.ts";
import { type GradientRule, gradientRules } from "./rules.ts";
import { differentiateScan } from "./scan.ts";
import type { Seed, Swept } from "./sweepFunction.ts";

class Sweep {
  readonly #active: ReadonlySet<Node>;
  readonly cotangents: Map<Node, Node>;
  /** Of each loop, the cotangents of its parts. */
  readonly #ofParts = new Map<Node, (Node | undefined)[]>();

  constructor(seeds: Iterable<readonly [Node, Node]>, active: ReadonlySet<Node>) {
    this.#active = active;
    this.cotangents = new Map();
    for (const [node, cotangent] of seeds) this.#add(node, cotangent);
  }

  #add(node: Node, cotangent: Node): void {
    const sum = this.cotangents.get(node);
    this.cotangents.set(node, sum ? binary("add", sum, cotangent) : cotangent);
  }

  visit(node: Node): void {
    if (!this.#active.has(node)) return;
    const parts = this.#ofParts.get(node);
    if (isLoop(node)) {
      if (parts) this.#send(node, this.#throughLoop(node, parts));
      return;
    }
    const cotangent = this.cotangents.get(node);
    if (!cotangent) return;
    if (isOp(node, "part")) {
      const loop = node.inputs[0] as Node;
      const all = this.#ofParts.get(loop) ?? [];
      const known = all[node.attributes.index];
      all[node.attributes.index] = known ? binary("add", known, cotangent) : cotangent;
      this.#ofParts.set(loop, all);
    } else this.#send(node, (gradientRules[node.op] as GradientRule)(node, cotangent));
  }

  #throughLoop(node: Loop, parts: readonly (Node | undefined)[]): (Node | null)[] {
    const isActive = (input: Node) => this.#active.has(input);
    if (isOp(node, "odeint")) return differentiateOdeint(node, parts, isActive);
    return differentiateScan(node as Node<"scan">, parts, isActive, sweep);
  }

  #send(node: Node, contributions: readonly (Node | null)[]): void {
    node.inputs.forEach((input, i) => {
      const contribution = contributions[i];
      // Whole numbers and truth values change by jumps: nothing flows back through them.
      if (!contribution || !this.#active.has(input) || input.dtype !== "float64") return;
      if (!sameShape(contribution.shape, input.shape)) {
        throw new InternalError(
          `The gradient rule of "${node.op}" gave shape ${showShape(contribution.shape)} for an input of shape ${showShape(input.shape)}.`,
        );
      }
      this.#add(input, contribution);
    });
  }
}

/**
 * The cotangents of all nodes between some outputs and the sources that they are differentiated by.
 * @param seeds outputs with their cotangents; an output may come twice
 */
export function sweep(seeds: readonly Seed[], isSource: (node: Node) => boolean): Swept {
  const given = seeds.map(([output]) => output);
  const outputs = withSensitivities(given, isSource, sweep);
  const order = topologicalOrder(outputs);
  const solved = seeds.map(([, cotangent], i) => [outputs[i] as Node, cotangent] as const);
  const walk = new Sweep(solved, dependents(order, isSource));
  for (const node of order.reverse()) walk.visit(node);
  return { outputs, cotangents: walk.cotangents };
}
