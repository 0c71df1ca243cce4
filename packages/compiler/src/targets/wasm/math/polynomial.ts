// Evaluates polynomials on f64x2 values: Estrin's scheme, which halves the chain of dependent operations at each level.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { add, mul, type Operand } from "./vector.ts";

/** Powers x^1, x^2, x^4, ... of one value, each computed once. */
export class Powers {
  readonly #e: Emitter;
  readonly #squares: Local[];

  constructor(e: Emitter, x: Local) {
    this.#e = e;
    this.#squares = [x];
  }

  /** x^(2^level) */
  square(level: number): Local {
    const known = this.#squares[level];
    if (known !== undefined) return known;
    const root = this.square(level - 1);
    const power = mul(this.#e, root, root);
    this.#squares[level] = power;
    return power;
  }
}

/**
 * c[0] + c[1] x + c[2] x^2 + ...
 * `widest` bounds the powers used to x^(2^widest): fewer instructions, a longer chain. 0 is Horner's scheme.
 */
export function polynomial(
  e: Emitter,
  x: Local | Powers,
  coefficients: readonly number[],
  widest = Number.POSITIVE_INFINITY,
): Local {
  const powers = x instanceof Powers ? x : new Powers(e, x);
  const evaluate = (c: readonly number[]): Operand => {
    const [first] = c;
    if (c.length === 1 && first !== undefined) return first;
    // The largest power of two below the number of coefficients.
    const level = Math.min(widest, 31 - Math.clz32(c.length - 1));
    const half = 1 << level;
    return add(e, evaluate(c.slice(0, half)), mul(e, evaluate(c.slice(half)), powers.square(level)));
  };
  const value = evaluate(coefficients);
  return typeof value === "number" ? e.constF64x2(value) : value;
}
