import { expect, test } from "vitest";
import { interpret } from "../src/interpreter/evaluate.ts";
import * as build from "../src/program/build.ts";
import { makeProgram } from "../src/program/program.ts";
import { compiled } from "./targets/wasm/runCompiled.ts";

function rnd(seed: number, n: number) { let s = seed; return Float64Array.from({ length: n }, () => { s = (s * 16807) % 2147483647; return s / 2147483647 - 0.5; }); }
function spd(n: number, B: number) {
  const out = new Float64Array(B * n * n);
  for (let b = 0; b < B; b++) { const r = rnd(n + b + 1, n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) { let s = i === j ? 0.3 : 0; for (let k = 0; k < n; k++) s += r[i*n+k]! * r[j*n+k]!; out[b*n*n+i*n+j] = s; } }
  return out;
}
test("all sizes", () => {
  for (let n = 1; n <= 40; n++) for (const batch of [[], [3]]) for (const m of [1, 3, 4, 7]) {
    if (batch.length && n > 10) continue;
    const B = batch.length ? 3 : 1;
    const a = build.parameter("a", [...batch, n, n]);
    const r = build.parameter("r", [...batch, n, m]);
    const l = build.cholesky(a);
    const lp = build.parameter("l", [...batch, n, n]);
    const one = (x: ReturnType<typeof build.cholesky>) => build.binary("mul", x, build.scalar(1.5));
    const outs: [string, ReturnType<typeof build.cholesky>][] = [
      ["l", l], ["l1", one(l)], ["s", build.triangularSolve(l, r, false)], ["t", build.triangularSolve(l, r, true)],
      ["s1", one(build.triangularSolve(l, r, false))], ["t1", one(build.triangularSolve(l, r, true))],
      ["sp", one(build.triangularSolve(lp, r, false))], ["tp", one(build.triangularSolve(lp, r, true))],
      ["i", build.choleskyInverse(l)], ["i1", one(build.choleskyInverse(l))], ["ip", build.choleskyInverse(lp)],
      ["d", build.diagPart(l)], ["mm", build.matMul(l, a)], ["mm2", one(build.matMul(build.transpose(a, batch.length ? [0,2,1] : [1, 0]), l))],
    ];
    const program = makeProgram(outs);
    const bindings = { a: spd(n, B), r: rnd(7, B * n * m), l: spd(n, B).map((x, i) => x + (i % (n*n) % (n + 1) === 0 ? 2 : 0)) };
    const want = interpret(program, bindings); const got = compiled(program).run(bindings);
    for (const [name] of outs) {
      const w = want[name]!, g = got[name]!;
      const scale = Math.max(...w.map(Math.abs));
      let worst = 0; for (let i = 0; i < w.length; i++) { const d = Math.abs(w[i]! - g[i]!); if (!(d <= worst)) worst = d; }
      expect(worst / scale, `${name} n=${n} m=${m} ${batch}`).toBeLessThan(1e-11);
    }
  }
});
