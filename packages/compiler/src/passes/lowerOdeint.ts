// Pass: the solution of a differential equation as loops: one over the times, and in it one that takes steps until the time
// is reached.
import { less, select } from "../program/arithmetic.ts";
import { concat, logic, reshape, slice, withInputs } from "../program/build.ts";
import { byOdeRole } from "../program/buildOdeint.ts";
import { part } from "../program/buildScan.ts";
import { asProgram } from "../program/inBodies.ts";
import { LoopBuilder } from "../program/loopBuilder.ts";
import { isOp, type Node } from "../program/node.ts";
import { type Program, rewrite } from "../program/program.ts";
import { sizeOf } from "../program/shape.ts";
import { OdeEquation } from "./odeEquation.ts";
import { formed, goesOn, mapped, nodesOf, type OdeState, stateAt, type Vector } from "./odeStates.ts";

/** After as many steps as it takes to reach a time, or as many as there may be. */
function reach(equation: OdeEquation, state: OdeState, time: Node): OdeState {
  const loop = new LoopBuilder();
  const inside = equation.inside(loop);
  const to = loop.closed(time);
  const wanted = loop.carry(goesOn(state, time));
  const before = mapped(state, (node) => loop.carry(node));
  const after = inside.step(before, wanted);
  const again = logic("and", wanted, goesOn(after, to));
  const settings = { length: equation.maxSteps, reverse: false, while: 0 };
  const node = loop.build(settings, [again, ...nodesOf(after)], []);
  return formed(
    state,
    nodesOf(state).map((_, i) => part(node, 1 + i)),
  );
}

/** A length of the next step, or NaN: then this loop, and all that follow, end at once. */
function unless(failed: Node, h: Node): Node {
  return select(failed, Number.NaN, h);
}

/** The states at all times but the first. */
function laterStates(equation: OdeEquation, start: OdeState, times: Node): Vector {
  const length = (times.shape[0] as number) - 1;
  const loop = new LoopBuilder();
  const time = loop.slice(slice(times, [1], [length]));
  const inside = equation.inside(loop);
  const before = mapped(start, (node) => loop.carry(node));
  const ended = reach(inside, { ...before, h: unless(less(inside.end, time), before.h) }, time);
  const reached = { ...ended, h: unless(less(ended.t, time), ended.h) };
  const next = nodesOf(reached);
  const node = loop.build({ length, reverse: false }, next, stateAt(reached, time));
  return start.y.map((_, k) => part(node, next.length + k));
}

/** Each component at all times. */
function solution(node: Node<"odeint">): Vector {
  const { attributes } = node;
  const { length, body } = attributes;
  const { times, closed, inits } = byOdeRole<Node>(attributes, node.inputs);
  const first = inits.map((init) => reshape(init, [1, ...init.shape]));
  if (length === 1) return first;
  const at = (n: number) => reshape(slice(times, [n], [1]), []);
  const outputs = [...lowerOdeint(asProgram(body)).outputs.values()];
  const equation = new OdeEquation({ ...attributes, body: { ...body, outputs } }, closed, at(length - 1));
  const later = laterStates(equation, equation.start(at(0), inits), times);
  return first.map((state, k) => concat([state, later[k] as Node], 0));
}

export function lowerOdeint(program: Program): Program {
  const solved = new Map<Node, Vector>();
  const change = (node: Node): Node => {
    if (isOp(node, "part")) return solved.get(node.inputs[0] as Node)?.[node.attributes.index] ?? node;
    if (!isOp(node, "odeint")) return node;
    const parts = solution(node);
    const all = concat(
      parts.map((one) => reshape(one, [sizeOf(one.shape)])),
      0,
    );
    solved.set(all, parts);
    return all;
  };
  return rewrite(program, change, withInputs);
}
