// Opens chain workers: threads in Node, Web Workers in a browser. What they do is in serveChains.
import { openWorker as open, type WebWorker } from "@nutmeg-ppl/compiler/runtime";
import type { ChainWorkerPort } from "./messages.ts";

declare const Worker: new (url: URL, options: { type: "module" }) => WebWorker;

/** Bundled, this file and the script are both in dist itself. */
export function openWorker(): Promise<ChainWorkerPort> {
  return open({
    url: new URL("./chainWorker.js", import.meta.url),
    web: () => new Worker(new URL("./chainWorker.js", import.meta.url), { type: "module" }),
  });
}
