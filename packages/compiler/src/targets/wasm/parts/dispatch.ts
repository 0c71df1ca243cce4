// How threads share the parts of a kernel: compiled functions over a few cells of memory. A round is one run of one kernel.
// The ticket holds the number of the round and the next part, and both are compared at once when a part is taken: a
// thread that was held up never takes a part of a later round for one of its own. Which thread takes which part changes
// nothing but the time that it takes.
import { CELL_BYTES, CELLS } from "../../../runtime/threads/cells.ts";
import type { Emitter, FunctionRef, Local, WasmModule } from "../assembler/index.ts";
import type { MemoryPlan } from "../memoryPlan.ts";

/** Rounds of a loop that only looks: some 35 microseconds, which sleeping and waking may cost too. */
const SPINS = 50_000;
const EVERYONE = 2 ** 31 - 1;

export class Dispatch {
  /** Where the cells are, in bytes. */
  readonly cells: number;
  readonly #module: WasmModule;
  /** The function of each kernel, which takes the number of the round. */
  readonly #work: FunctionRef[] = [];
  readonly #launch: FunctionRef;
  readonly #take: FunctionRef;
  readonly #finish: FunctionRef;
  readonly #join: FunctionRef;

  constructor(module: WasmModule, memory: MemoryPlan) {
    this.#module = module;
    this.cells = memory.reserve(CELL_BYTES / 8);
    this.#launch = this.#defineLaunch();
    this.#take = this.#defineTake();
    this.#finish = this.#defineFinish();
    this.#join = this.#defineJoin();
  }

  /** The function that computes parts of one more kernel, to be written; its number is the place among all. */
  defineWork() {
    const fn = this.#module.defineFunction(`parts${this.#work.length}`, ["i32"], []);
    this.#work.push(fn);
    return { fn, kernel: this.#work.length - 1 };
  }

  /** Begins a round; gives its number. */
  launch(e: Emitter, kernel: number): Local {
    return e.call(this.#launch, e.constI32(kernel))[0] as Local;
  }

  /** The next part of the round, or -1 when there is none, or when the round is over. */
  take(e: Emitter, round: Local, parts: number): Local {
    return e.call(this.#take, round, e.constI32(parts))[0] as Local;
  }

  /** Says that a part is done. */
  finish(e: Emitter, parts: number): void {
    e.call(this.#finish, e.constI32(parts));
  }

  /** Waits until all parts are done. */
  join(e: Emitter, parts: number): void {
    e.call(this.#join, e.constI32(parts));
  }

  #at(cell: keyof typeof CELLS): number {
    return this.cells + CELLS[cell];
  }

  #load(e: Emitter, cell: keyof typeof CELLS): Local {
    return e.atomic("i32.atomic.load", this.#at(cell))[0] as Local;
  }

  #defineLaunch(): FunctionRef {
    const fn = this.#module.defineFunction("launch", ["i32"], ["i32"]);
    const { body: e } = fn;
    e.atomic("i32.atomic.store", this.#at("done"), e.constI32(0));
    e.atomic("i32.atomic.store", this.#at("kernel"), fn.parameters[0] as Local);
    const round = e.op("i32.add", this.#load(e, "round"), e.constI32(1));
    const ticket = e.op("i64.shl", e.op("i64.extend_i32_u", round), e.constI64(32n));
    e.atomic("i64.atomic.store", this.#at("ticket"), ticket);
    e.atomic("memory.atomic.notify", this.#at("round"), e.constI32(EVERYONE));
    e.return(round);
    return fn;
  }

  #defineTake(): FunctionRef {
    const fn = this.#module.defineFunction("take", ["i32", "i32"], ["i32"]);
    const [round, parts] = fn.parameters as [Local, Local];
    forever(fn.body, (e) => {
      const [ticket] = e.atomic("i64.atomic.load", this.#at("ticket")) as [Local];
      const part = e.op("i32.wrap_i64", ticket);
      const upper = e.op("i32.wrap_i64", e.op("i64.shr_u", ticket, e.constI64(32n)));
      const free = e.op("i32.and", e.op("i32.eq", upper, round), e.op("i32.lt_s", part, parts));
      e.if(e.op("i32.eqz", free), (none) => none.return(none.constI32(-1)));
      const next = e.op("i64.add", ticket, e.constI64(1n));
      const [found] = e.atomic("i64.atomic.rmw.cmpxchg", this.#at("ticket"), ticket, next) as [Local];
      e.if(e.op("i64.eq", found, ticket), (mine) => mine.return(part));
    });
    return fn;
  }

  #defineFinish(): FunctionRef {
    const fn = this.#module.defineFunction("finish", ["i32"], []);
    const { body: e } = fn;
    const [before] = e.atomic("i32.atomic.rmw.add", this.#at("done"), e.constI32(1)) as [Local];
    const last = e.op("i32.eq", e.op("i32.add", before, e.constI32(1)), fn.parameters[0] as Local);
    e.if(last, (then) => void then.atomic("memory.atomic.notify", this.#at("done"), then.constI32(EVERYONE)));
    return fn;
  }

  /** Beyond a short while the host waits: not every thread may sleep, and a thread that failed must be heard of. */
  #defineJoin(): FunctionRef {
    const fn = this.#module.defineFunction("join", ["i32"], []);
    const [parts] = fn.parameters as [Local];
    const wait = this.#module.importFunction("threads", "wait", ["i32"], []);
    const missing = (e: Emitter) => e.op("i32.ne", this.#load(e, "done"), parts);
    spinWhile(fn.body, missing);
    fn.body.if(missing(fn.body), (e) => void e.call(wait, parts));
    return fn;
  }

  /** What every other thread runs from its start to its end. */
  defineServe(): void {
    const fn = this.#module.defineFunction("serve", [], [], { export: true });
    const seen = fn.body.fn.local("i32");
    const idle = (e: Emitter) => e.op("i32.eq", this.#load(e, "round"), seen);
    forever(fn.body, (e) => {
      spinWhile(e, idle);
      e.if(
        idle(e),
        (asleep) => void asleep.atomic("memory.atomic.wait32", this.#at("round"), seen, asleep.constI64(-1n)),
        (awake) => {
          awake.copy(seen, this.#load(awake, "round"));
          const kernel = this.#load(awake, "kernel");
          this.#work.forEach((work, number) => {
            awake.if(awake.op("i32.eq", kernel, awake.constI32(number)), (e) => void e.call(work, seen));
          });
        },
      );
    });
  }
}

function forever(e: Emitter, body: (e: Emitter) => void): void {
  e.while((test) => test.constI32(1), body);
  e.unreachable();
}

/** Looks again and again while a condition holds, for a short while at most. */
function spinWhile(e: Emitter, condition: (e: Emitter) => Local): void {
  const spins = e.fn.local("i32");
  e.copy(spins, e.constI32(SPINS));
  e.while(
    (test) => test.op("i32.and", condition(test), test.op("i32.gt_s", spins, test.constI32(0))),
    (inside) => inside.opTo(spins, "i32.sub", spins, inside.constI32(1)),
  );
}
