// How a random program makes a loop: a body of random ops over a carry or several, slices of a value and values around it,
// in which the carries stay bounded. Not a test.
import * as build from "../../src/program/build.ts";
import { part } from "../../src/program/buildScan.ts";
import { LoopBuilder } from "../../src/program/loopBuilder.ts";
import type { Node } from "../../src/program/node.ts";
import { sizeOf } from "../../src/program/shape.ts";
import type { Row } from "./randomOps.ts";
import { generator, LARGEST, type Value, ValuePool, value, within } from "./valuePool.ts";

/** A value brought to the shape of another, from whatever shape it has: its first elements, or one of them everywhere. */
function shapedAs(x: Node, shape: readonly number[]): Node {
  const size = sizeOf(shape);
  const flat = build.reshape(x, [sizeOf(x.shape)]);
  if (flat.shape[0] === 0) return build.fill(0, shape);
  const long = (flat.shape[0] as number) >= size;
  const first = build.slice(flat, [0], [long ? size : 1]);
  return build.broadcast(build.reshape(first, long ? shape : shape.map(() => 1)), shape);
}

/** The next value of a carry, within the bounds that the carry has. */
function nextCarry(carry: Value, from: Value): Node {
  const { node } = carry;
  const other = shapedAs(from.node, node.shape);
  if (node.dtype === "bool") return build.not(build.logic("and", node, build.compare("less", other, node)));
  if (node.dtype === "int32") {
    const step = build.cast(within({ ...from, node: other }, 0, 3).node, "int32");
    return build.binary("mod", build.binary("add", node, step), build.scalar(7, "int32"));
  }
  const bounded = within({ ...from, node: other }, carry.low, carry.high).node;
  const half = build.scalar(0.5);
  return build.binary("add", build.binary("mul", node, half), build.binary("mul", bounded, half));
}

/** A carry's first value and what it stands for in the body: numbers within 2, whole numbers below 7, or truth. */
function startCarry(loop: LoopBuilder, start: Value): Value {
  const bounded =
    start.node.dtype === "int32"
      ? value(build.binary("mod", start.node, build.scalar(7, "int32")), 0, 6)
      : start.node.dtype === "bool"
        ? start
        : within(start, -2, 2);
  return value(loop.carry(bounded.node), bounded.low, bounded.high);
}

/** @param rows what bodies are made of; asked for when a loop is made, since they may make loops in turn */
export function scanRow(rows: () => Readonly<Record<string, Row>>): Row["run"] {
  return (pool) => {
    const xs = pool.pickRank(1);
    if (!xs || sizeOf(xs.node.shape) > 400) return undefined;
    const length = xs.node.shape[0] as number;
    const small = (one: Value) => sizeOf(one.node.shape) <= 60;
    const starts = Array.from({ length: pool.choose(3) }, () => pool.pick(small)).filter(
      (one) => one !== undefined,
    );
    const next = generator(pool.choose(1000));
    const loop = new LoopBuilder();
    const inside = new ValuePool(pool);
    const carries = starts.map((start) => startCarry(loop, start));
    const around = pool.pick((one) => sizeOf(one.node.shape) <= 300);
    if (around) inside.add({ ...around, node: loop.closed(around.node) });
    inside.add({ ...xs, node: loop.slice(xs.node) });
    for (const carry of carries) inside.add(carry);
    // trigamma has no derivative, and loops are differentiated too.
    const names = Object.entries(rows()).filter(([name, row]) => row.kind !== "input" && name !== "trigamma");
    for (let count = 1 + Math.floor(6 * next()); count > 0; count--) {
      inside.use(Array.from({ length: 10 }, () => Math.floor(1000 * next())));
      const made = inside.oneOf(names)[1].run(inside);
      if (made && sizeOf(made.node.shape) <= LARGEST / 10) inside.add(made);
    }
    inside.use(Array.from({ length: 20 }, () => Math.floor(1000 * next())));
    const last = (): Value => inside.pick() as Value;
    const after = carries.map((carry) => nextCarry(carry, last()));
    const yielded = [last(), last()].filter(({ node }) => sizeOf(node.shape) * length <= LARGEST);
    if (after.length + yielded.length === 0) return undefined;
    const node = loop.build(
      { length, reverse: pool.choose(2) === 1 },
      after,
      yielded.map((one) => one.node),
    );
    const which = pool.choose(after.length + yielded.length);
    const from = [...carries, ...yielded][which] as Value;
    return value(part(node, which), from.low, from.high);
  };
}
