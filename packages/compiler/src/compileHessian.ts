// From a captured program to an artifact that multiplies the Hessian of a scalar output, at a bound point, by directions.
import { compileProgram } from "./compileProgram.ts";
import { directionName, hessianVectorProduct, productName } from "./gradient/hessianVectorProduct.ts";
import { beforeDifferentiation, type CompileOptions } from "./optimizeProgram.ts";
import { rebuild } from "./passes/rebuild.ts";
import { data, fill } from "./program/build.ts";
import { isOp, type Node } from "./program/node.ts";
import { makeProgram, type Program, parametersOf, rewrite } from "./program/program.ts";
import { sizeOf } from "./program/shape.ts";
import type { Artifact } from "./runtime/artifact.ts";

/** The point becomes data: whatever depends on it alone is then computed once, when it is bound, and not per direction. */
function atBoundPoint(program: Program, names: ReadonlySet<string>): Program {
  const bind = (node: Node): Node =>
    isOp(node, "parameter") && names.has(node.attributes.name)
      ? data(node.attributes.name, new Float64Array(sizeOf(node.shape)), node.shape)
      : node;
  return rewrite(program, bind, rebuild);
}

/**
 * Compiles the product of the Hessian of a scalar output with a direction. The artifact has the point as data, one input
 * for each parameter, of its name; the direction as parameters "v:<parameter>"; the product as outputs "h:<parameter>".
 * `instantiateHessian` of the runtime fills a whole matrix by it.
 * @throws what compileProgram throws.
 */
export function compileHessian(
  program: Program,
  output: string,
  options: Omit<CompileOptions, "gradientOf"> = {},
): Artifact {
  const product = hessianVectorProduct(beforeDifferentiation(program, options), output);
  const found = parametersOf(program);
  const parameters = options.parameters ?? [...found].map(([name, { shape }]) => ({ name, shape }));
  const { outputs } = atBoundPoint(product, new Set(found.keys()));
  const rows = parameters.map(({ name, shape }) => {
    const output = productName(name);
    return [output, outputs.get(output) ?? fill(0, shape)] as const;
  });
  const directions = parameters.map(({ name, shape }) => ({ name: directionName(name), shape }));
  return compileProgram(makeProgram(rows), { parameters: directions, exact: "rows" });
}
