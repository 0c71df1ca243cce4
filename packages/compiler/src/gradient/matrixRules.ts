// Reverse-mode rules of matrix ops, after Giles (2008) and Murray (2016, arXiv:1602.07527).
import * as build from "../program/build.ts";
import type { Node } from "../program/node.ts";
import { diagonalMatrix, lowerTriangle, swapLast } from "../program/triangles.ts";
import { choleskyCotangent } from "./choleskyCotangent.ts";

const { binary, unary, matMul } = build;

export const matrixRules = {
  matMul: (node: Node, ct: Node): Node[] => {
    const [a, b] = node.inputs as [Node, Node];
    return [matMul(ct, swapLast(b)), matMul(swapLast(a), ct)];
  },
  cholesky: (node: Node, ct: Node): Node[] => [choleskyCotangent(node, ct)],
  /** d(P) = -P (dL L' + L dL') P for P = (L L')^-1, and P L = L'^-1. */
  choleskyInverse: (node: Node, ct: Node): Node[] => {
    const [lower] = node.inputs as [Node];
    const both = matMul(node, binary("add", ct, swapLast(ct)));
    const outer = swapLast(build.triangularSolve(lower, swapLast(both), false));
    return [unary("neg", lowerTriangle(outer))];
  },
  triangularSolve: (node: Node<"triangularSolve">, ct: Node): Node[] => {
    const [lower] = node.inputs as [Node, Node];
    const { transpose } = node.attributes;
    const right = build.triangularSolve(lower, ct, !transpose);
    const outer = transpose ? matMul(node, swapLast(right)) : matMul(right, swapLast(node));
    return [unary("neg", lowerTriangle(outer)), right];
  },
  diagPart: (_: Node, ct: Node): Node[] => [diagonalMatrix(ct)],
};
