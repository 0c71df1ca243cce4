// Which kernels are cut for several threads, and where: not how parts are computed.
import { describe, expect, test } from "vitest";
import { optimize } from "../../src/passes/pipeline.ts";
import * as build from "../../src/program/build.ts";
import type { Node, Shape } from "../../src/program/node.ts";
import { makeProgram } from "../../src/program/program.ts";
import { sizeOf } from "../../src/program/shape.ts";
import { makeSchedule } from "../../src/schedule/makeSchedule.ts";
import type { Partition } from "../../src/schedule/schedule.ts";

const { binary, data, parameter, reduce, unary } = build;

const a = parameter("a", []);
/** Data times a parameter. */
const scaled = (...shape: Shape) => binary("mul", data("x", new Float64Array(sizeOf(shape)), shape), a);

/** The partitions of the kernels of an evaluation that are cut. */
function partitions(...outputs: Node[]): Partition[] {
  const program = optimize(makeProgram(outputs.map((node, i) => [`out${i}`, node] as const)));
  return makeSchedule(program, true).evaluate.kernels.flatMap(({ partition }) => partition ?? []);
}

describe("Partitions", () => {
  test("are for kernels of 200,000 operations or more: an exponential is 15", () => {
    // A product, an exponential and an addition for each element.
    expect(partitions(reduce("sum", unary("exp", scaled(11_760)), [0]))).toEqual([]);
    expect(partitions(reduce("sum", unary("exp", scaled(11_768)), [0]))).toHaveLength(1);
    expect(partitions(unary("exp", scaled(20_000)))).toHaveLength(1);
  });

  test("are absent where nobody asks for threads", () => {
    const program = makeProgram([["y", unary("exp", scaled(1_000_000))]]);
    expect(makeSchedule(program).evaluate.kernels.map(({ partition }) => partition)).toEqual([undefined]);
  });

  test("are at most 64 equal parts of whole blocks, and leave over less than a fiftieth of the loop", () => {
    for (const n of [20_000, 50_003, 100_000, 123_457, 581_012, 1_000_000]) {
      const [partition] = partitions(reduce("sum", unary("exp", scaled(n)), [0])) as [Partition];
      const { loop, count, length } = partition;
      expect(loop).toBe(0);
      expect(count).toBeGreaterThanOrEqual(4);
      expect(count).toBeLessThanOrEqual(64);
      expect(length % 8).toBe(0);
      expect(n - count * length).toBeGreaterThanOrEqual(0);
      expect(n - count * length).toBeLessThan(n / 50);
      // 20,000 operations in each part at least.
      expect(17 * length).toBeGreaterThanOrEqual(20_000);
    }
  });

  test("cut the outermost loop where it is long, else the innermost", () => {
    expect(partitions(unary("exp", scaled(200, 300)))[0]).toMatchObject({ loop: 0 });
    expect(partitions(unary("exp", scaled(33, 2000)))[0]).toMatchObject({ loop: 1 });
  });

  test("leave totals of parts with eight terms each, or leave the kernel whole", () => {
    const groups = (count: number) => {
      const index = Float64Array.from({ length: 40_000 }, (_, i) => i % count);
      const group = data("group", index, [40_000], "int32");
      return build.scatterAdd(unary("exp", scaled(40_000)), group, 0, [count]);
    };
    for (const count of [40, 400, 1000]) {
      const [partition] = partitions(groups(count)) as [Partition];
      expect(partition.count * count * 8).toBeLessThanOrEqual(40_000);
    }
    expect(partitions(groups(2000))).toEqual([]);
  });
});
