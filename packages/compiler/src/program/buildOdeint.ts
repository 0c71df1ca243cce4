// What an odeint carries beside its inputs, and its checked constructor. Its meaning is in interpreter/odeint.ts.
import { InternalError } from "../errors.ts";
import { type Body, partTypes } from "./body.ts";
import { expectArguments, expectType, type Type } from "./buildScan.ts";
import { makeNode, type Node } from "./node.ts";
import { sizeOf } from "./shape.ts";

export interface OdeAttributes {
  /** The local error that is aimed at, relative to the size of a state, and absolutely. */
  readonly rtol: number;
  readonly atol: number;
  /** How many steps, refused ones counted, may be taken from one time to the next. */
  readonly maxSteps: number;
  /** How many times there are. */
  readonly length: number;
  /** How many arguments, the last, are components of the state. */
  readonly states: number;
  /** How many of the components, the first, count in the error of a step: not those that are derivatives of others. */
  readonly controlled: number;
  /**
   * Inputs, by position, by whose elements the second half of the components differentiates the first: a component of
   * shape s has derivatives of shape [n, ...s] by the n elements of all these inputs. None where there is no such half.
   */
  readonly by: readonly number[];
  /** The right-hand side. It takes the time, closed-over values, then the components, and gives what each changes by. */
  readonly body: Body;
}

export interface OdeInputs {
  /** The times, in ascending order: the state is given at the first. */
  readonly times: Node;
  readonly closed: readonly Node[];
  readonly inits: readonly Node[];
}

/** The inputs of an odeint, or in their place the arguments of its body, by what they are. */
export function byOdeRole<N>(
  { states }: Pick<OdeAttributes, "states">,
  all: readonly N[],
): { times: N; closed: readonly N[]; inits: readonly N[] } {
  const first = all.length - states;
  return { times: all[0] as N, closed: all.slice(1, first), inits: all.slice(first) };
}

export type OdeParts = OdeInputs & Omit<OdeAttributes, "length" | "states">;

/** An initial value problem. @throws InternalError when the right-hand side does not fit the inputs. */
export function odeint({ times, closed, inits, ...rest }: OdeParts): Node<"odeint"> {
  const [length] = times.shape as [number];
  const attributes: OdeAttributes = { ...rest, length, states: inits.length };
  const number: Type = { shape: [], dtype: "float64" };
  expectType("odeint: the times are", times, { shape: [length], dtype: "float64" });
  expectArguments("odeint", [number, ...closed, ...inits], rest.body.arguments);
  if (rest.body.outputs.length !== inits.length)
    throw new InternalError(
      `odeint: ${inits.length} components have ${rest.body.outputs.length} derivatives.`,
    );
  inits.forEach((init, i) => {
    const { shape } = init;
    expectType(`odeint: component ${i}`, init, { shape, dtype: "float64" });
    expectType(`odeint: the derivative ${i}`, rest.body.outputs[i] as Node, { shape, dtype: "float64" });
  });
  const size = partTypes(attributes).reduce((total, { shape }) => total + sizeOf(shape), 0);
  return makeNode("odeint", [times, ...closed, ...inits], attributes, [size], "float64");
}
