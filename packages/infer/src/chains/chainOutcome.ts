// How a chain of a run ended: as it should, stopped, or with an error that names it. One chain's failure leaves the
// others alone, and the draws that it had told.
import { UnsupportedError, UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { ChainEnd } from "../chain.ts";

export type ChainOutcome =
  /** `end` is undefined for a chain that waited when its run was stopped. */
  | { readonly ok: true; readonly chain: number; readonly end: ChainEnd | undefined }
  | { readonly ok: false; readonly chain: number; readonly error: Error };

/** The parts of an error that survive the way out of a worker. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

export function errorRecord(error: unknown): ErrorRecord {
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { name: "Error", message: String(error), stack: undefined };
}

/** Errors that keep their class: they tell the user what to do. */
const classes: Readonly<Record<string, new (message: string) => Error>> = { UsageError, UnsupportedError };

/** The failure of chain number `chain` (from 0; messages count from 1), with its cause. */
export function failedChain(chain: number, { name, message, stack }: ErrorRecord): ChainOutcome {
  const cause = new Error(message);
  cause.name = name;
  if (stack !== undefined) cause.stack = stack;
  const known = classes[name];
  const text = known ? message : `${name}: ${message}`;
  const error = new (known ?? Error)(`Chain ${chain + 1} failed. ${text}`);
  error.cause = cause;
  return { ok: false, chain, error };
}
