// Makes a body of a graph over nodes that stand for its arguments: each becomes an argument that knows its position.
import type { Body } from "./body.ts";
import { argument } from "./buildScan.ts";
import type { Node } from "./node.ts";
import { substitute } from "./substitute.ts";

/** @param places what becomes the arguments, in their order; one that is listed twice is read as the last of both */
export function bodyOver(outputs: readonly Node[], places: readonly Node[]): Body {
  const own = places.map(({ shape, dtype }, i) => argument(i, shape, dtype));
  const replaced = new Map<Node, Node>(places.map((place, i) => [place, own[i] as Node]));
  return { arguments: own, outputs: substitute(outputs, replaced) };
}
