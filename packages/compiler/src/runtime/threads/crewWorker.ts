// The entry of a crew's thread: Node's worker_threads or a Web Worker. Started by Crew, never imported. Once it is ready it
// stays in compiled code, where it waits for work, until it is closed.
import { loadHostMath } from "../hostMath.ts";
import { CELLS } from "./cells.ts";
import type { FromCrew, ToCrew } from "./messages.ts";
import { hostPort } from "./worker.ts";

const host = await hostPort<ToCrew, FromCrew>();

async function serve({ module, memory, hostFunctions }: ToCrew): Promise<void> {
  const math = await loadHostMath(hostFunctions);
  const { exports } = new WebAssembly.Instance(module, { math, threads: { memory, wait: () => {} } });
  host.post({ type: "ready" });
  (exports["serve"] as () => void)();
}

host.listen((message) => {
  serve(message).catch((error: unknown) => {
    const cells = new Int32Array(message.memory.buffer, message.cells);
    Atomics.store(cells, CELLS.failed / 4, 1);
    Atomics.notify(cells, CELLS.done / 4);
    host.post({ type: "failure", message: String(error) });
  });
});
