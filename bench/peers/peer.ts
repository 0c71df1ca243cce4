// NumPyro in a Python process of one thread: hands models' data over as files, and asks for values and times.
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { UnconstrainedModel } from "@nutmeg-ppl/model";
import { writeData } from "./dataFiles.ts";

export interface Evaluation {
  readonly value: number;
  readonly gradient: readonly number[];
}

const SCRIPT = fileURLToPath(new URL("../../peers/evaluate.py", import.meta.url));

/** XLA may use one thread: it counts the processors that it may run on, and the flags say the same. */
const ONE_THREAD = {
  XLA_FLAGS: "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
  JAX_PLATFORMS: "cpu",
  OMP_NUM_THREADS: "1",
};

/** A command that keeps to one processor, where the system has taskset. */
function onOneProcessor(command: readonly string[]): readonly string[] {
  const pinned = process.platform === "linux" && spawnSync("taskset", ["--version"]).status === 0;
  return pinned ? ["taskset", "-c", "0", ...command] : command;
}

export class Peer {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #answers: AsyncIterator<string>;
  readonly #folder = mkdtempSync(join(tmpdir(), "nutmeg-peers-"));
  #complaints = "";

  private constructor(interpreter: string, numpyro: string | undefined) {
    const [command = "", ...rest] = onOneProcessor([interpreter, SCRIPT, ...(numpyro ? [numpyro] : [])]);
    this.#process = spawn(command, rest, {
      env: { ...process.env, ...ONE_THREAD },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#process.on("error", ({ message }) => {
      this.#complaints += message;
    });
    this.#process.stdin.on("error", () => undefined); // a process that ended is noticed when it does not answer
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaints += text;
    });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @param numpyro a folder to import NumPyro from; without it the interpreter's own packages.
   * @throws Error with Python's last words when JAX or NumPyro cannot be imported.
   */
  static async start(
    interpreter: string,
    numpyro?: string,
  ): Promise<{ peer: Peer; versions: Record<string, string> }> {
    const peer = new Peer(interpreter, numpyro);
    try {
      return { peer, versions: (await peer.#answer()) as Record<string, string> };
    } catch (error) {
      peer.close();
      throw error;
    }
  }

  /** Writes the model's data to files, and has its twin compiled; what the twin computes at a position. */
  load(twin: string, model: UnconstrainedModel, position: Float64Array): Promise<Evaluation> {
    const written = Object.entries(writeData(this.#folder, model));
    const data = Object.fromEntries(
      written.map(([name, own]) => [name, { ...own, file: join(this.#folder, own.file) }]),
    );
    const sites = model.sites.map(({ name, unconstrainedShape: shape, offset, size }) => {
      return { name, shape, values: Array.from(position.subarray(offset, offset + size)) };
    });
    return this.#ask({ do: "load", peer: twin, data, sites }) as Promise<Evaluation>;
  }

  /** Microseconds per evaluation: each a call from Python, or many in one XLA loop. */
  async time(how: "call" | "loop", seconds: number): Promise<number> {
    return ((await this.#ask({ do: how, seconds })) as { microseconds: number }).microseconds;
  }

  close(): void {
    this.#process.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #ask(request: unknown): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.#answer();
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(this.#complaints.trim() || "Python ended without a word.");
    return JSON.parse(value);
  }
}
