// Whether threads can share a memory here: everywhere in Node, in browsers on pages that are isolated from other origins.

export function hasSharedMemory(): boolean {
  const { crossOriginIsolated = true } = globalThis as { crossOriginIsolated?: boolean };
  return typeof SharedArrayBuffer === "function" && crossOriginIsolated;
}
