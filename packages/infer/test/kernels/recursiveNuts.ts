// The slow twin of kernels/nuts.ts: Stan's recursion as published (stan-dev/stan, base_nuts.hpp), with weights on the
// log scale and a fresh array for everything. Written from the reference, not from the fast kernel.
import { fillStandardNormals, uniformStream } from "@nutmeg-ppl/compiler/random";
import type { KernelState, TransitionInfo } from "../../src/kernels/kernel.ts";
import type { LogDensity } from "../../src/logDensity.ts";

interface Point {
  q: number[];
  p: number[];
  gradient: number[];
  logDensity: number;
}

interface Built {
  valid: boolean;
  propose: Point;
  last: Point;
  rho: number[];
  pBegin: number[];
  pEnd: number[];
  sharpBegin: number[];
  sharpEnd: number[];
  logSumWeight: number;
}

const add = (a: number[], b: number[]): number[] => a.map((x, i) => x + b[i]!);
const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

function logSumExp(a: number, b: number): number {
  const max = Math.max(a, b);
  return max === -Infinity ? max : max + Math.log(Math.exp(a - max) + Math.exp(b - max));
}

const persists = (sharpA: number[], sharpB: number[], rho: number[]): boolean =>
  dot(sharpA, rho) > 0 && dot(sharpB, rho) > 0;

/** One transition, with the same draws from `key` as the fast kernel. */
export function recursiveNuts(
  density: LogDensity,
  inverseMass: Float64Array,
  stepSize: number,
  maxDepth: number,
  key: Uint32Array,
  state: KernelState,
): [KernelState, TransitionInfo] {
  const uniform = uniformStream(key, 1);
  const sharp = (p: number[]): number[] => p.map((x, i) => inverseMass[i]! * x);
  const energyOf = (z: Point): number => 0.5 * dot(sharp(z.p), z.p) - z.logDensity;
  let numSteps = 0;
  let sumMetropolis = 0;
  let sumSymmetric = 0;
  let diverging = false;

  function evolve(z: Point, sign: number): Point {
    const step = sign * stepSize;
    const half = z.p.map((x, i) => x + 0.5 * step * z.gradient[i]!);
    const q = z.q.map((x, i) => x + step * (inverseMass[i]! * half[i]!));
    const gradient = new Float64Array(q.length);
    const logDensity = density.evaluate(Float64Array.from(q), gradient);
    const p = half.map((x, i) => x + 0.5 * step * gradient[i]!);
    return { q, p, gradient: [...gradient], logDensity };
  }

  function buildTree(depth: number, z: Point, sign: number, h0: number): Built {
    if (depth === 0) {
      const next = evolve(z, sign);
      numSteps++;
      const energy = energyOf(next);
      const h = Number.isNaN(energy) ? Infinity : energy;
      if (h - h0 > 1000) diverging = true;
      sumMetropolis += h0 - h > 0 ? 1 : Math.exp(h0 - h);
      sumSymmetric += 2 / (1 + Math.exp(Math.abs(h0 - h))); // the same, with w and 1 / w on an equal footing
      const sharpP = sharp(next.p);
      return {
        valid: !diverging,
        propose: next,
        last: next,
        rho: next.p,
        pBegin: next.p,
        pEnd: next.p,
        sharpBegin: sharpP,
        sharpEnd: sharpP,
        logSumWeight: h0 - h,
      };
    }
    const init = buildTree(depth - 1, z, sign, h0);
    if (!init.valid) return init;
    const final = buildTree(depth - 1, init.last, sign, h0);
    if (!final.valid) return { ...final, valid: false };
    const logSumWeight = logSumExp(init.logSumWeight, final.logSumWeight);
    const accept = uniform() < Math.exp(final.logSumWeight - logSumWeight);
    const rho = add(init.rho, final.rho);
    const valid =
      persists(init.sharpBegin, final.sharpEnd, rho) &&
      persists(init.sharpBegin, final.sharpBegin, add(init.rho, final.pBegin)) &&
      persists(init.sharpEnd, final.sharpEnd, add(final.rho, init.pEnd));
    return {
      valid,
      propose: accept ? final.propose : init.propose,
      last: final.last,
      rho,
      pBegin: init.pBegin,
      pEnd: final.pEnd,
      sharpBegin: init.sharpBegin,
      sharpEnd: final.sharpEnd,
      logSumWeight,
    };
  }

  const normals = new Float64Array(density.dimension);
  fillStandardNormals(key, normals);
  const start: Point = {
    q: [...state.position],
    p: [...normals].map((z, i) => z / Math.sqrt(inverseMass[i]!)),
    gradient: [...state.gradient],
    logDensity: state.logDensity,
  };
  const h0 = energyOf(start);
  let [plus, minus, sample] = [start, start, start];
  // "fwd" is the half of the trajectory later in time, "bck" the earlier; each has ends "_fwd" and "_bck".
  let rho = start.p;
  let [pPlus, pMinus, sharpPlus, sharpMinus] = [start.p, start.p, sharp(start.p), sharp(start.p)];
  let logSumWeight = 0;
  let depth = 0;
  while (depth < maxDepth) {
    const forward = uniform() > 0.5;
    const old = { rho, pPlus, pMinus, sharpPlus, sharpMinus };
    const built = buildTree(depth, forward ? plus : minus, forward ? 1 : -1, h0);
    if (!built.valid) break;
    depth++;
    if (built.logSumWeight > logSumWeight) sample = built.propose;
    else if (uniform() < Math.exp(built.logSumWeight - logSumWeight)) sample = built.propose;
    logSumWeight = logSumExp(logSumWeight, built.logSumWeight);
    rho = add(old.rho, built.rho);
    let [rhoBck, rhoFwd, pFwdBck, sharpFwdBck, pBckFwd, sharpBckFwd] = [
      old.rho,
      built.rho,
      built.pBegin,
      built.sharpBegin,
      old.pPlus,
      old.sharpPlus,
    ];
    if (forward) {
      [plus, pPlus, sharpPlus] = [built.last, built.pEnd, built.sharpEnd];
    } else {
      [minus, pMinus, sharpMinus] = [built.last, built.pEnd, built.sharpEnd];
      [rhoBck, rhoFwd] = [built.rho, old.rho];
      [pFwdBck, sharpFwdBck] = [old.pMinus, old.sharpMinus];
      [pBckFwd, sharpBckFwd] = [built.pBegin, built.sharpBegin];
    }
    const goesOn =
      persists(sharpMinus, sharpPlus, rho) &&
      persists(sharpMinus, sharpFwdBck, add(rhoBck, pFwdBck)) &&
      persists(sharpBckFwd, sharpPlus, add(rhoFwd, pBckFwd));
    if (!goesOn) break;
  }
  const next: KernelState = {
    position: Float64Array.from(sample.q),
    gradient: Float64Array.from(sample.gradient),
    logDensity: sample.logDensity,
  };
  const info: TransitionInfo = {
    acceptProb: sumMetropolis / numSteps,
    symmetricAcceptProb: sumSymmetric / numSteps,
    diverging,
    numSteps,
    treeDepth: depth,
    energy: energyOf(sample),
    potentialEnergy: -sample.logDensity,
    stepSize,
  };
  return [next, info];
}
