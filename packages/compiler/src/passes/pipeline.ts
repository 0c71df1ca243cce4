// The ordered list of graph passes that every program goes through before it is scheduled.
import { hasLoops, inBodies } from "../program/inBodies.ts";
import type { OpName } from "../program/ops.ts";
import type { Program } from "../program/program.ts";
import { fold } from "./fold.ts";
import { lower } from "./lower.ts";
import { lowerOdeint } from "./lowerOdeint.ts";
import { reassociate } from "./reassociate.ts";
import { share } from "./share.ts";
import { simplify } from "./simplify.ts";
import { splitLoops } from "./splitLoops.ts";
import { trimLoops } from "./trimLoops.ts";

export interface Pass {
  readonly name: string;
  readonly run: (program: Program) => Program;
}

/** Of logSumExp and softmax, which share what they compute; a target of whole ops has the others as ops of its own. */
const SHARING: ReadonlySet<OpName> = new Set<OpName>(["logSumExp", "softmax"]);

/** In this order. Later rounds see what regrouping brought together. Dead code needs no pass: it is what no output reaches. */
export const PASSES: readonly Pass[] = [
  { name: "lower odeint", run: lowerOdeint },
  { name: "lower", run: (program) => lower(program) },
  { name: "fold", run: fold },
  { name: "share", run: share },
  { name: "trim loops", run: trimLoops },
  { name: "simplify", run: simplify },
  { name: "share again", run: share },
  { name: "split loops", run: splitLoops },
  { name: "trim split loops", run: trimLoops },
  { name: "reassociate", run: reassociate },
  { name: "simplify again", run: simplify },
  { name: "fold again", run: fold },
  { name: "share after regrouping", run: share },
  { name: "reassociate again", run: reassociate },
  { name: "simplify at last", run: simplify },
  { name: "share at last", run: share },
  { name: "trim loops at last", run: trimLoops },
];

/** For a target that runs one op after the other over whole arrays, rather than fused loops. */
export const WHOLE_OP_PASSES: readonly Pass[] = [
  { name: "lower what is shared", run: (program) => lower(program, SHARING) },
  ...PASSES.slice(2),
];

/** Runs every pass, on the bodies of loops as on the program; `observe` sees what each one made of the program. */
export function optimize(
  program: Program,
  observe?: (name: string, program: Program) => void,
  passes: readonly Pass[] = PASSES,
): Program {
  // No pass makes a loop where there was none.
  const everywhere = hasLoops(program) ? inBodies : (run: Pass["run"]) => run;
  return passes.reduce((current, pass) => {
    const next = everywhere(pass.run)(current);
    observe?.(pass.name, next);
    return next;
  }, program);
}
