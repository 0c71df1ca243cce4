// Checked constructors of loops: arguments of a body, the scan, and its parts.
import { InternalError } from "../errors.ts";
import { type Body, partTypes, type ScanAttributes, type ScanInputs } from "./body.ts";
import { type DType, makeNode, type Node, type Shape } from "./node.ts";
import { sameShape, showShape, sizeOf } from "./shape.ts";

/** What stands for the argument at a position inside a body. */
export function argument(position: number, shape: Shape, dtype: DType): Node<"argument"> {
  return makeNode("argument", [], { position }, shape, dtype);
}

function expect(what: string, found: { shape: Shape; dtype: DType }, shape: Shape, dtype: DType): void {
  if (found.dtype === dtype && sameShape(found.shape, shape)) return;
  throw new InternalError(
    `scan: ${what} is ${found.dtype}${showShape(found.shape)}, but must be ${dtype}${showShape(shape)}.`,
  );
}

export interface ScanParts extends ScanInputs {
  readonly length: number;
  readonly reverse: boolean;
  readonly body: Body;
}

/** A loop over slices of `xs`. @throws InternalError when the body does not fit its inputs. */
export function scan({ inits, xs, closed, length, reverse, body }: ScanParts): Node<"scan"> {
  const attributes: ScanAttributes = { length, reverse, carries: inits.length, xs: xs.length, body };
  if (!(length >= 1)) throw new InternalError(`scan: the length is ${length}.`);
  const taken = [...inits.map(typeOf), ...xs.map((x) => sliceType(x, length)), ...closed.map(typeOf)];
  if (taken.length !== body.arguments.length || body.outputs.length < inits.length) {
    throw new InternalError(`scan: the body takes ${body.arguments.length} arguments, not ${taken.length}.`);
  }
  body.arguments.forEach((one, i) => {
    const { shape, dtype } = taken[i] as Type;
    expect(`argument ${i}`, one, shape, dtype);
    if (one.attributes.position !== i)
      throw new InternalError(`scan: argument ${i} says that it is another.`);
  });
  inits.forEach(({ shape, dtype }, i) => {
    expect(`the next carry ${i}`, body.outputs[i] as Node, shape, dtype);
  });
  const size = partTypes(attributes).reduce((total, { shape }) => total + sizeOf(shape), 0);
  return makeNode("scan", [...inits, ...xs, ...closed], attributes, [size], "float64");
}

interface Type {
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

/** A result of a scan: its last carries come first, then what the steps yielded, stacked. */
export function part(scanned: Node<"scan">, index: number): Node<"part"> {
  const type = partTypes(scanned.attributes)[index];
  if (!type) throw new InternalError(`scan: there is no part ${index}.`);
  return makeNode("part", [scanned], { index }, type.shape, type.dtype);
}
