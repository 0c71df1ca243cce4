// The loops that are open while code is emitted, with what has been computed in each: a stack of scopes.
import { InternalError } from "../../errors.ts";
import type { Emitter, Local } from "./assembler/index.ts";

export interface Scope {
  readonly emitter: Emitter;
  /** The counter, absent for the function itself. */
  readonly counter: Local | null;
  readonly extent: number;
  /** Whether the lanes are two successive elements of this loop. */
  readonly vector: boolean;
  /** Values computed here, by what they are. */
  readonly values: Map<string, Local>;
  readonly lanes: Map<string, readonly [Local, Local]>;
}

export class LoopNest {
  readonly #scopes: Scope[] = [];

  constructor(emitter: Emitter) {
    this.#scopes.push({
      emitter,
      counter: null,
      extent: 1,
      vector: false,
      values: new Map(),
      lanes: new Map(),
    });
  }

  /** The number of open loops. */
  get depth(): number {
    return this.#scopes.length - 1;
  }

  get innermost(): Scope {
    return this.at(this.depth);
  }

  at(depth: number): Scope {
    const scope = this.#scopes[depth];
    if (!scope)
      throw new InternalError(
        `Code was emitted at loop depth ${depth}, but only ${this.depth} loops are open.`,
      );
    return scope;
  }

  /** The depth of the vector loop, or 0 when every value is the same in both lanes. */
  get vectorDepth(): number {
    return Math.max(
      0,
      this.#scopes.findIndex((scope) => scope.vector),
    );
  }

  /** Emits a loop inside the innermost one; its body sees one more open loop. */
  open(
    range: { from: number; to: number; step: number; extent: number; vector: boolean },
    body: (depth: number) => void,
  ): void {
    const { extent, vector, ...counter } = range;
    this.innermost.emitter.loop(counter, (emitter, local) => {
      this.#scopes.push({ emitter, counter: local, extent, vector, values: new Map(), lanes: new Map() });
      body(this.depth);
      this.#scopes.pop();
    });
  }
}
