// The Wasm target: a program in, an artifact out. Lays out memory, emits prepare() and evaluate(), assembles the module.
import { UsageError } from "../../errors.ts";
import { evaluateNode } from "../../interpreter/evaluate.ts";
import { nodesWithBodies } from "../../program/body.ts";
import { isOp, type Node } from "../../program/node.ts";
import { dataOf, type Program, parametersOf } from "../../program/program.ts";
import { sizeOf } from "../../program/shape.ts";
import type { Artifact, FilledSlot, Slot } from "../../runtime/artifact.ts";
import { hasRelaxedSimd } from "../../runtime/relaxedSimd.ts";
import { hasSharedMemory } from "../../runtime/threads/sharedMemory.ts";
import { memoryOperands, routineOperands } from "../../schedule/classify.ts";
import { makeSchedule } from "../../schedule/makeSchedule.ts";
import type { Phase, Schedule } from "../../schedule/schedule.ts";
import { WasmModule } from "./assembler/index.ts";
import { emitKernel } from "./emitKernel.ts";
import { IndexClaims } from "./indexClaims.ts";
import { LoopNest } from "./loopNest.ts";
import { MemoryPlan } from "./memoryPlan.ts";
import { Dispatch } from "./parts/dispatch.ts";
import { emitInParts } from "./parts/emitInParts.ts";
import { Values } from "./values.ts";

const PAGE = 65536;
/** Wasm's 32-bit memory, less a page so that no address of a neighbour element wraps. */
const LARGEST_MEMORY = 2 ** 32 - PAGE;

function slotOf(memory: MemoryPlan, name: string, node: Node): Slot {
  return { name, shape: node.shape, ...memory.allocate(node) };
}

/** Constants that code reads from memory: all but lone numbers, which are written into it, unless an algorithm wants them. */
function layOutTables(order: readonly Node[], memory: MemoryPlan): FilledSlot[] {
  const operands = new Set(order.flatMap(memoryOperands));
  const wanted = (node: Node): boolean =>
    (isOp(node, "constant") && sizeOf(node.shape) > 1) ||
    (operands.has(node) && (isOp(node, "constant") || isOp(node, "iota")));
  return [...new Set(order.filter(wanted))].map((node) => {
    memory.allocateForLoops(node);
    return { ...slotOf(memory, "", node), values: evaluateNode(node) };
  });
}

/** Parameters come first and close together, in their order, so that a position is copied in at once. */
function layOutInputs(program: Program, parameters: readonly Node[], memory: MemoryPlan): Set<Node> {
  const inputs = new Set<Node>();
  for (const node of parameters) {
    memory.allocate(node, undefined, false);
    inputs.add(node);
  }
  for (const node of dataOf(program).values()) {
    memory.allocateForLoops(node);
    inputs.add(node);
  }
  return inputs;
}

/** What both phases write to. */
interface Emission {
  readonly module: WasmModule;
  readonly memory: MemoryPlan;
  readonly claims: IndexClaims;
  /** Of kernels in parts. */
  readonly dispatch: Dispatch | undefined;
}

function emitPhase(
  { module, memory, claims, dispatch }: Emission,
  phase: Phase,
  stored: ReadonlySet<Node>,
  results: Iterable<Node>,
): void {
  const fn = module.defineFunction(phase.name, [], [], { export: true });
  const values = new Values(new LoopNest(fn.body), memory, new Set([...stored, ...phase.ready]), claims);
  for (const kernel of phase.kernels) {
    if (kernel.partition && dispatch) emitInParts(values, kernel, kernel.partition, dispatch);
    else emitKernel(values, kernel);
  }
  for (const node of results) values.spill(node);
}

function checkMemory(memory: MemoryPlan, program: Program): void {
  if (memory.size <= LARGEST_MEMORY) return;
  const largest = [...dataOf(program).values()].sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape))[0];
  const what = largest
    ? `; the largest input, "${largest.attributes.name}", has ${sizeOf(largest.shape)} elements`
    : "";
  throw new UsageError(
    `compile: the program needs ${(memory.size / 2 ** 30).toFixed(1)} GiB, more than the 4 GiB of a WebAssembly memory${what}. ` +
      "Use fewer rows, or sufficient statistics.",
  );
}

/** A memory of the module's own, or one that the runtime makes for all threads. Gives what they must know. */
function provideMemory({ module, memory, dispatch }: Emission, threads: number): Artifact["crew"] {
  const pages = Math.ceil((memory.size + 16) / PAGE);
  if (!dispatch || !hasSharedMemory()) {
    module.defineMemory(pages, "memory");
    return undefined;
  }
  module.importMemory("threads", "memory", pages, pages, true);
  return { threads, pages, cells: dispatch.cells };
}

/** Emits a scheduled program. */
function assemble(
  program: Program,
  parameters: readonly Node<"parameter">[],
  schedule: Schedule,
  { fastMath, threads }: Required<WasmSettings>,
  observe: (toText: () => string) => void,
): Artifact {
  const order = nodesWithBodies(program.outputs.values());
  const memory = new MemoryPlan(new Set(order.flatMap(routineOperands)));
  const module = new WasmModule({ fastMath, reserve: (count) => memory.reserve(count) });
  const inputs = layOutInputs(program, parameters, memory);
  const constants = layOutTables(order, memory);
  memory.reserve(0);
  for (const node of schedule.outputs.values()) memory.allocate(node, undefined, false);
  const parted = schedule.evaluate.kernels.some(({ partition }) => partition);
  const dispatch = parted ? new Dispatch(module, memory) : undefined;
  const emission = { module, memory, claims: new IndexClaims(), dispatch };
  emitPhase(emission, schedule.prepare, inputs, schedule.evaluate.ready);
  emitPhase(emission, schedule.evaluate, inputs, schedule.outputs.values());
  checkMemory(memory, program);
  dispatch?.defineServe();
  const crew = provideMemory(emission, threads);
  observe(() => module.toText());
  return {
    code: module.toBytes(),
    parameters: parameters.map((node) => slotOf(memory, node.attributes.name, node)),
    outputs: [...schedule.outputs].map(([name, node]) => slotOf(memory, name, node)),
    data: [...dataOf(program)].map(([name, node]) => ({
      ...slotOf(memory, name, node),
      values: node.attributes.values,
    })),
    indexClaims: emission.claims.claims,
    rowOrders: schedule.rowOrders.map(({ by, inputs }) => ({
      by: by.attributes.name,
      inputs: inputs.map(({ node, axis }) => ({ name: node.attributes.name, axis })),
      ...emission.claims.roundsOf(by),
    })),
    constants,
    hostFunctions: module.imports.filter((fn) => fn.module === "math").map((fn) => fn.name),
    memoryBytes: memory.size,
    fastMath,
    crew,
  };
}

/** How code is generated. */
export interface WasmSettings {
  /** Whether products and sums become multiply-adds, where the engine has them. */
  readonly fastMath?: boolean;
  /** How many threads evaluate together. */
  readonly threads?: number;
}

/**
 * Compiles an optimized program.
 * @param parameters the parameters in the order in which they lie in memory; among them all that the program reads
 * @param observe is given the text form of the module, to be made on demand
 * @throws UnsupportedError for random draws.
 * @throws UsageError when the program does not fit a 32-bit memory.
 */
export function compileWasm(
  program: Program,
  parameters: readonly Node<"parameter">[] = [...parametersOf(program).values()],
  { fastMath = false, threads = 1 }: WasmSettings = {},
  observe: (toText: () => string) => void = () => {},
): Artifact {
  const settings = { fastMath: fastMath && hasRelaxedSimd(), threads };
  return assemble(program, parameters, makeSchedule(program, threads > 1), settings, observe);
}
