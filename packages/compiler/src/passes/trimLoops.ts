// Pass: what a loop does not need leaves it. Results that nobody reads and what only they need; carries that never change
// and xs that are the same at each step, which become closed-over values; numbers that are handed in; results that come twice.
import { byRole } from "../program/body.ts";
import { broadcast, reshape, scalar, slice } from "../program/build.ts";
import { part } from "../program/buildScan.ts";
import { LoopBuilder } from "../program/loopBuilder.ts";
import type { Node } from "../program/node.ts";
import { type Program, topologicalOrder } from "../program/program.ts";
import { substitute } from "../program/substitute.ts";
import { constantValue } from "./constants.ts";
import { replaceLoops } from "./replaceLoops.ts";
import { varyingAxes } from "./variance.ts";

/** The outputs of a body that are read, or that decide about later carries which are. */
function liveOutputs(node: Node<"scan">, used: ReadonlySet<number>): number[] {
  const { body, carries, while: flag } = node.attributes;
  const live = new Set(flag === undefined ? used : [...used, flag]);
  for (let before = -1; before < live.size; ) {
    before = live.size;
    const reached = new Set(topologicalOrder([...live].map((k) => body.outputs[k] as Node)));
    for (let k = 0; k < carries; k++) if (reached.has(body.arguments[k] as Node)) live.add(k);
  }
  return [...live].sort((a, b) => a - b);
}

/** The first of xs that are all equal; undefined when they may differ. */
function commonSlice(xs: Node): Node | undefined {
  const [length, ...rest] = xs.shape as [number, ...number[]];
  if (length > 1 && varyingAxes(xs)[0]) return undefined;
  return reshape(
    slice(
      xs,
      xs.shape.map(() => 0),
      [1, ...rest],
    ),
    rest,
  );
}

/** What stands for an input of a loop inside it. */
class Trimmed {
  readonly loop = new LoopBuilder();

  closed(value: Node): Node {
    const number = constantValue(value);
    return number === undefined
      ? this.loop.closed(value)
      : broadcast(scalar(number, value.dtype), value.shape);
  }

  slice(xs: Node): Node {
    const common = commonSlice(xs);
    return common ? this.closed(common) : this.loop.slice(xs);
  }
}

/** What takes the place of each part of a loop that is read. */
function trim(node: Node<"scan">, used: ReadonlySet<number>): Map<number, Node> {
  const { body, carries, length, while: flag } = node.attributes;
  const inputs = byRole<Node>(node.attributes, node.inputs);
  const args = byRole<Node>(node.attributes, body.arguments);
  const live = liveOutputs(node, used);
  const read = new Set(topologicalOrder(live.map((k) => body.outputs[k] as Node)));
  const trimmed = new Trimmed();
  const inside = new Map<Node, Node>();
  const isFixed = (k: number) => body.outputs[k] === args.inits[k];
  const moving = live.filter((k) => k < carries && !isFixed(k));
  for (const k of moving) inside.set(args.inits[k] as Node, trimmed.loop.carry(inputs.inits[k] as Node));
  args.inits.forEach((one, k) => {
    if (isFixed(k) && read.has(one)) inside.set(one, trimmed.closed(inputs.inits[k] as Node));
  });
  args.xs.forEach((one, i) => {
    if (read.has(one)) inside.set(one, trimmed.slice(inputs.xs[i] as Node));
  });
  args.closed.forEach((one, i) => {
    if (read.has(one)) inside.set(one, trimmed.closed(inputs.closed[i] as Node));
  });
  const known = new Map<number, Node>();
  const yielded: number[] = [];
  for (const k of live) {
    const output = body.outputs[k] as Node;
    if (k < carries) {
      if (isFixed(k)) known.set(k, inputs.inits[k] as Node);
      continue;
    }
    const x = args.xs.indexOf(output);
    const fixed = args.closed.indexOf(output);
    if (x >= 0) known.set(k, inputs.xs[x] as Node);
    else if (fixed >= 0) known.set(k, broadcast(inputs.closed[fixed] as Node, [length, ...output.shape]));
    else yielded.push(k);
  }
  const distinct = [...new Set(yielded.map((k) => body.outputs[k] as Node))];
  if (moving.length + distinct.length === 0) return known;
  const outputs = substitute([...moving.map((k) => body.outputs[k] as Node), ...distinct], inside);
  const smaller = trimmed.loop.build(
    flag === undefined ? node.attributes : { ...node.attributes, while: moving.indexOf(flag) },
    outputs.slice(0, moving.length),
    outputs.slice(moving.length),
  );
  moving.forEach((k, i) => {
    known.set(k, part(smaller, i));
  });
  for (const k of yielded)
    known.set(k, part(smaller, moving.length + distinct.indexOf(body.outputs[k] as Node)));
  return known;
}

export function trimLoops(program: Program): Program {
  return replaceLoops(program, trim);
}
