// Takes down a run: draws go to its store as they arrive, in the order in which each chain tells them. Decides nothing.
import type { ChainState } from "../chain.ts";
import type { ChainNews } from "../chains/driveChain.ts";
import type { RunStore } from "../stores/runStore.ts";
import type { Target } from "../targets/target.ts";

export class RunRecorder {
  readonly #target: Target;
  readonly #store: RunStore;
  readonly #onFailure: () => void;
  #queue: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  /** The state of each chain at the end of its warmup. */
  readonly postWarmup: (ChainState | undefined)[] = [];

  /** @param onFailure called once, when draws cannot be kept */
  constructor(target: Target, store: RunStore, onFailure: () => void) {
    this.#target = target;
    this.#store = store;
    this.#onFailure = onFailure;
  }

  /** Takes news of a chain. What makes sites of positions is compiled at the first draws: by then workers are busy. */
  note(chain: number, { draws, state }: ChainNews): void {
    if (state && state.iteration === state.numWarmup) this.postWarmup[chain] = state;
    if (draws.count > 0)
      this.#do(async () => this.#store.append(chain, draws, await this.#target.constrainer()));
    if (state) this.#do(() => this.#store.checkpoint(chain, state));
  }

  /** Takes down where a chain ended. */
  end(chain: number, state: ChainState): void {
    this.#do(() => this.#store.checkpoint(chain, state));
  }

  /** After everything told before, whether or not that could be kept: each store knows what to do then. */
  #do(action: () => void | Promise<void>): void {
    this.#queue = this.#queue.then(action).catch((error: unknown) => {
      if (this.#failure) return;
      this.#failure = { error };
      this.#onFailure();
    });
  }

  /** When everything told so far is kept. Gives what went wrong with keeping it, if anything did. */
  async finish(): Promise<{ readonly error: unknown } | undefined> {
    await this.#queue;
    return this.#failure;
  }
}
