// The meaning of the elementwise ops on single numbers. Standard-library functions, so that every engine gives the same bits.
import acos from "@stdlib/math-base-special-acos";
import acosh from "@stdlib/math-base-special-acosh";
import asin from "@stdlib/math-base-special-asin";
import asinh from "@stdlib/math-base-special-asinh";
import atan from "@stdlib/math-base-special-atan";
import atan2 from "@stdlib/math-base-special-atan2";
import atanh from "@stdlib/math-base-special-atanh";
import cos from "@stdlib/math-base-special-cos";
import cosh from "@stdlib/math-base-special-cosh";
import digamma from "@stdlib/math-base-special-digamma";
import erf from "@stdlib/math-base-special-erf";
import erfc from "@stdlib/math-base-special-erfc";
import erfinv from "@stdlib/math-base-special-erfinv";
import exp from "@stdlib/math-base-special-exp";
import expm1 from "@stdlib/math-base-special-expm1";
import lgamma from "@stdlib/math-base-special-gammaln";
import log from "@stdlib/math-base-special-ln";
import log1p from "@stdlib/math-base-special-log1p";
import pow from "@stdlib/math-base-special-pow";
import sin from "@stdlib/math-base-special-sin";
import sinh from "@stdlib/math-base-special-sinh";
import tan from "@stdlib/math-base-special-tan";
import tanh from "@stdlib/math-base-special-tanh";
import trigamma from "@stdlib/math-base-special-trigamma";
import type { BinaryOp, CompareOp, HostOp, LogicOp, TestOp, UnaryOp } from "../program/ops.ts";
import { standardNormalQuantile } from "../random/standardNormalQuantile.ts";
import { hostFunctions } from "../runtime/host/hostFunctions.ts";
import { besselRatio, logBesselI0 } from "./bessel.ts";
import { erfcx, normalLogCdf } from "./normal.ts";

/** Rounds half to even, as tfjs and NumPy do; what is rounded up to 0 becomes -0. */
function round(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  if (!up) return floor;
  return floor === -1 ? -0 : floor + 1;
}

/** Without overflow for large |x|: exp is only taken of a non-positive number. */
function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** log(1 + exp(x)). */
function softplus(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}

export const unaryMeaning: Readonly<Record<UnaryOp, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round,
  sqrt: Math.sqrt,
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  sigmoid,
  softplus,
  erf,
  erfc,
  erfcx,
  erfinv,
  normalLogCdf,
  normalQuantile: standardNormalQuantile,
  lgamma,
  digamma,
  trigamma,
  logBesselI0,
  besselRatio,
};

export const binaryMeaning: Readonly<Record<BinaryOp, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  // The sign of the divisor, as tfjs and Python.
  mod: (a, b) => a - b * Math.floor(a / b),
  floorDiv: (a, b) => Math.floor(a / b),
  atan2,
};

export const compareMeaning: Readonly<Record<CompareOp, (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
};

export const testMeaning: Readonly<Record<TestOp, (x: number) => boolean>> = {
  isNaN: Number.isNaN,
  isFinite: Number.isFinite,
};

export const logicMeaning: Readonly<Record<LogicOp, (a: number, b: number) => boolean>> = {
  and: (a, b) => a !== 0 && b !== 0,
  or: (a, b) => a !== 0 || b !== 0,
  not: (a) => a === 0,
};

export const hostMeaning = hostFunctions as Readonly<Record<HostOp, (...x: number[]) => number>>;
