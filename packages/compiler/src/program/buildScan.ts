// Checked constructors of loops: arguments of a body, the scan, and its parts.
import { InternalError } from "../errors.ts";
import { type Loop, partTypes, type ScanAttributes, type ScanInputs } from "./body.ts";
import { type DType, makeNode, type Node, type Shape } from "./node.ts";
import { sameShape, showShape, sizeOf } from "./shape.ts";

/** What stands for the argument at a position inside a body. */
export function argument(position: number, shape: Shape, dtype: DType): Node<"argument"> {
  return makeNode("argument", [], { position }, shape, dtype);
}

/** @throws InternalError when something in a body has another type than it must. */
export function expectType(what: string, found: Type, { shape, dtype }: Type): void {
  if (found.dtype === dtype && sameShape(found.shape, shape)) return;
  throw new InternalError(
    `${what} is ${found.dtype}${showShape(found.shape)}, but must be ${dtype}${showShape(shape)}.`,
  );
}

/** @throws InternalError when a body does not take arguments of these types. */
export function expectArguments(
  where: string,
  taken: readonly Type[],
  own: readonly Node<"argument">[],
): void {
  if (taken.length !== own.length)
    throw new InternalError(`${where}: the body takes ${own.length} arguments, not ${taken.length}.`);
  own.forEach((one, i) => {
    expectType(`${where}: argument ${i}`, one, taken[i] as Type);
    if (one.attributes.position !== i)
      throw new InternalError(`${where}: argument ${i} says that it is another.`);
  });
}

export type ScanParts = ScanInputs & Omit<ScanAttributes, "carries" | "xs">;

/** A loop over slices of `xs`. @throws InternalError when the body does not fit its inputs. */
export function scan({ inits, xs, closed, ...rest }: ScanParts): Node<"scan"> {
  const { length, body } = rest;
  const attributes: ScanAttributes = { ...rest, carries: inits.length, xs: xs.length };
  if (!(length >= 1)) throw new InternalError(`scan: the length is ${length}.`);
  const taken = [...inits.map(typeOf), ...xs.map((x) => sliceType(x, length)), ...closed.map(typeOf)];
  expectArguments("scan", taken, body.arguments);
  if (body.outputs.length < inits.length)
    throw new InternalError(`scan: there are ${inits.length} carries, but ${body.outputs.length} outputs.`);
  inits.forEach((init, i) => {
    expectType(`scan: the next carry ${i}`, body.outputs[i] as Node, init);
  });
  checkWhile(attributes);
  const size = partTypes(attributes).reduce((total, { shape }) => total + sizeOf(shape), 0);
  return makeNode("scan", [...inits, ...xs, ...closed], attributes, [size], "float64");
}

function checkWhile({ while: flag, body, carries, reverse }: ScanAttributes): void {
  if (flag === undefined) return;
  expectType("scan: the carry that lets it go on", body.outputs[flag] as Node, { shape: [], dtype: "bool" });
  if (body.outputs.length > carries || reverse)
    throw new InternalError("scan: a loop whose steps may be skipped yields nothing, and goes forwards.");
}

export interface Type {
  readonly shape: Shape;
  readonly dtype: DType;
}

const typeOf = ({ shape, dtype }: Node): Type => ({ shape, dtype });

function sliceType(x: Node, length: number): Type {
  if (x.shape[0] !== length) {
    throw new InternalError(`scan: xs of shape ${showShape(x.shape)} have not ${length} slices.`);
  }
  return { shape: x.shape.slice(1), dtype: x.dtype };
}

/** A result of a loop. Of a scan: its last carries come first, then what the steps yielded, stacked. */
export function part(loop: Loop, index: number): Node<"part"> {
  const type = partTypes(loop.attributes)[index];
  if (!type) throw new InternalError(`${loop.op}: there is no part ${index}.`);
  return makeNode("part", [loop], { index }, type.shape, type.dtype);
}
