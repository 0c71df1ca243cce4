// The entry of a chain worker's thread: Node's worker_threads or a Web Worker. Started by openWorker, never imported.
import { hostPort } from "@nutmeg-ppl/compiler/runtime";
import type { FromWorker, ToWorker } from "./messages.ts";
import { serveChains } from "./serveChains.ts";

serveChains(await hostPort<ToWorker, FromWorker>());
