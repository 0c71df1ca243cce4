// Measures one benchmark model in both libraries by turns, after checking that both compute the same function.
import { build } from "../build.ts";
import { points } from "../flagship/model.ts";
import { yardstick } from "../flagship/yardstick.ts";
import type { BenchModel } from "../models/benchModel.ts";
import { position } from "../models/position.ts";
import { median, perCall } from "../timing.ts";
import type { Entry } from "./bars.ts";
import type { Evaluation, Peer } from "./peer.ts";

const ROUNDS = 7;
const SECONDS = 0.05;
const TOLERANCE = 1e-9;

/** Microseconds per evaluation of log density and gradient, medians over the rounds. */
export interface Times {
  readonly ours: number;
  readonly handWritten?: number;
  readonly loop?: number;
  readonly call?: number;
}

/** @throws Error unless values agree relative to the value, and derivatives relative to the largest of them. */
function check(
  name: string,
  { tolerance = TOLERANCE }: Entry,
  value: number,
  gradient: Float64Array,
  peer: Evaluation,
): void {
  const largest = gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  const agree =
    peer.gradient.length === gradient.length &&
    Math.abs(value - peer.value) <= tolerance * Math.abs(value) &&
    gradient.every((g, i) => Math.abs(g - peer.gradient[i]!) <= tolerance * largest);
  if (agree) return;
  throw new Error(
    `${name}: Nutmeg and NumPyro do not compute the same function. At the common position,\n` +
      `Nutmeg:  ${value}; ${gradient.subarray(0, 12).join(", ")}\n` +
      `NumPyro: ${peer.value}; ${peer.gradient.slice(0, 12).join(", ")}`,
  );
}

/** @throws Error when the two libraries do not compute the same function. */
export async function measure(bench: BenchModel, entry: Entry, peer: Peer | undefined): Promise<Times> {
  const { model, density } = await build(bench.prepare().capture, bench.compile);
  const at = position(density.dimension);
  const gradient = new Float64Array(density.dimension);
  const value = density.evaluate(at, gradient);
  if (peer) check(bench.name, entry, value, gradient, await peer.load(entry.peer, model, at));
  const byHand = entry.ofHandWritten === undefined ? undefined : yardstick(points());
  const times = { ours: [], handWritten: [], loop: [], call: [] } as Record<keyof Times, number[]>;
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(perCall(() => density.evaluate(at, gradient), 1000 * SECONDS));
    if (byHand) times.handWritten.push(perCall(byHand, 1000 * SECONDS));
    if (peer) times.loop.push(await peer.time("loop", SECONDS));
    if (peer) times.call.push(await peer.time("call", SECONDS));
  }
  return Object.fromEntries(
    Object.entries(times).flatMap(([name, values]) => (values.length > 0 ? [[name, median(values)]] : [])),
  ) as unknown as Times;
}
