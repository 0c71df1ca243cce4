// The law suite of bijections: from unconstrained numbers onto a constraint, and back.
import { asTensor, capturing, valuesOf } from "@nutmeg-ppl/compiler";
import { bijectTo, type Constraint } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectClose } from "./expectClose.ts";
import { finiteDifference } from "./finiteDifference.ts";
import { flat, type Nested, shapeOf } from "./readReference.ts";

export interface BijectionRow {
  readonly constraint: Constraint;
  /** Unconstrained points, each of one event. */
  readonly points: readonly Nested[];
  /** Which entries of the flattened image are its free coordinates; the first ones when absent. */
  readonly coordinates?: readonly number[];
  /** Values that do not belong, each of one event. */
  readonly outside: readonly Nested[];
}

/** log |det| of a square matrix, by elimination with partial pivoting. */
function logAbsDet(matrix: number[][]): number {
  const rows = matrix.map((row) => [...row]);
  let total = 0;
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows.reduce(
      (best, row, i) => (i >= k && Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? i : best),
      k,
    );
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    const top = rows[k]!;
    total += Math.log(Math.abs(top[k]!));
    for (const row of rows.slice(k + 1)) {
      const factor = row[k]! / top[k]!;
      row.forEach((_, j) => {
        row[j]! -= factor * top[j]!;
      });
    }
  }
  return total;
}

function tensorOf(nested: Nested, lead: readonly number[] = []): tf.Tensor {
  const shape = shapeOf(nested);
  return capturing(() => tf.reshape(asTensor(Float64Array.from(flat(nested))), [...lead, ...shape]));
}

function jacobian({ constraint, coordinates }: BijectionRow, point: Nested): number[][] {
  const transform = bijectTo(constraint);
  const x = Float64Array.from(flat(point));
  const image = (values: Float64Array): Float64Array =>
    valuesOf(capturing(() => transform.call(tf.reshape(asTensor(values), shapeOf(point)))));
  const rows = coordinates ?? Array.from(x, (_, i) => i);
  return rows.map((row) =>
    Array.from(x, (_, column) => finiteDifference((v) => image(v)[row] as number, x, column)),
  );
}

/** Declares the tests of the bijection onto one constraint. */
export function describeBijection(row: BijectionRow): void {
  const { constraint } = row;
  describe(`the bijection onto ${constraint.name}`, () => {
    const transform = bijectTo(constraint);

    it("maps numbers to members, and back", () => {
      for (const point of row.points) {
        const y = capturing(() => transform.call(tensorOf(point)));
        expect([...valuesOf(constraint.check(y))], JSON.stringify(point)).toEqual([1]);
        const back = valuesOf(capturing(() => transform.inverse(y)));
        expectClose(
          back,
          flat(point),
          { relative: 1e-9, absolute: 1e-9 },
          `${JSON.stringify(point)} and back`,
        );
      }
    });

    it("has the logarithm of its numerical Jacobian determinant", () => {
      for (const point of row.points) {
        const logDet = capturing(() => {
          const x = tensorOf(point);
          return transform.logAbsDetJacobian(x, transform.call(x));
        });
        expect(logDet.shape).toEqual([]);
        const expected = logAbsDet(jacobian(row, point));
        expectClose(valuesOf(logDet), [expected], { relative: 1e-6, absolute: 1e-6 }, JSON.stringify(point));
      }
    });

    it("acts on each element of a batch", () => {
      for (const point of row.points) {
        const batch = capturing(() => tf.stack([tensorOf(point), tensorOf(point)]));
        const { y, logDet, back } = capturing(() => {
          const image = transform.call(batch);
          return {
            y: image,
            logDet: transform.logAbsDetJacobian(batch, image),
            back: transform.inverse(image),
          };
        });
        const eventShape = shapeOf(point);
        expect(logDet.shape).toEqual([2]);
        expect(transform.forwardShape([2, ...eventShape])).toEqual(y.shape);
        expect(transform.inverseShape(y.shape)).toEqual([2, ...eventShape]);
        expect(back.shape).toEqual([2, ...eventShape]);
        const one = valuesOf(capturing(() => transform.call(tensorOf(point))));
        expectClose(valuesOf(y), [...one, ...one], { relative: 0 }, "images of a batch");
      }
    });

    it("lands on members only, which others are not", () => {
      for (const value of row.outside) {
        expect([...valuesOf(constraint.check(tensorOf(value)))], JSON.stringify(value)).toEqual([0]);
      }
      const [point] = row.points as [Nested];
      const like = capturing(() => transform.call(tensorOf(point)));
      const feasible = constraint.feasibleLike(like);
      expect(feasible.shape).toEqual(like.shape);
      expect([...valuesOf(constraint.check(feasible))]).toEqual([1]);
    });
  });
}
