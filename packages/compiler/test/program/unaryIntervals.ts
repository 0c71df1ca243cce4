// Where random programs apply each elementwise function, away from poles and overflow, and what it gives there. Not a test.
import type { UnaryOp } from "../../src/program/ops.ts";

export type Interval = readonly [low: number, high: number];

const ANY: Interval = [-200, 200];

/** Where each function is applied, and what it gives there. */
export const UNARY_INTERVALS: Readonly<Record<UnaryOp, readonly [domain: Interval, range: Interval]>> = {
  neg: [ANY, ANY],
  abs: [ANY, [0, 200]],
  sign: [ANY, [-1, 1]],
  floor: [ANY, ANY],
  ceil: [ANY, ANY],
  round: [ANY, ANY],
  sqrt: [[0.2, 9], [0.4, 3]],
  exp: [[-3, 3], [0.04, 21]],
  expm1: [[-3, 3], [-1, 20]],
  log: [[0.2, 9], [-1.7, 2.2]],
  log1p: [[-0.7, 9], [-1.3, 2.4]],
  sin: [[-9, 9], [-1, 1]],
  cos: [[-9, 9], [-1, 1]],
  tan: [[-1.2, 1.2], [-2.6, 2.6]],
  asin: [[-0.9, 0.9], [-1.2, 1.2]],
  acos: [[-0.9, 0.9], [0.4, 2.8]],
  atan: [ANY, [-1.6, 1.6]],
  sinh: [[-3, 3], [-10.1, 10.1]],
  cosh: [[-3, 3], [1, 10.1]],
  tanh: [[-5, 5], [-1, 1]],
  asinh: [ANY, [-6, 6]],
  acosh: [[1.2, 9], [0.6, 2.9]],
  atanh: [[-0.9, 0.9], [-1.5, 1.5]],
  sigmoid: [[-9, 9], [0, 1]],
  softplus: [[-9, 9], [0, 9.1]],
  erf: [[-3, 3], [-1, 1]],
  erfc: [[-3, 3], [0, 2]],
  erfcx: [[-2, 9], [0, 109]],
  erfinv: [[-0.9, 0.9], [-1.2, 1.2]],
  normalLogCdf: [[-9, 9], [-44, 0]],
  normalQuantile: [[0.01, 0.99], [-2.4, 2.4]],
  lgamma: [[0.2, 20], [-0.2, 40]],
  digamma: [[0.2, 20], [-5.3, 3]],
  trigamma: [[0.2, 20], [0, 27]],
  logBesselI0: [[-30, 30], [0, 28]],
  besselRatio: [[-30, 30], [-1, 1]],
}; // biome-ignore format: a table
