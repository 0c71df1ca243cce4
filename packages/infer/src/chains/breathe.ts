// A pause that lets messages, timers and signals be served between slices of a chain.

/** Resolves after the events that are waiting. Not setTimeout, which browsers hold back for 4 ms. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const wake = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", wake);
    port1.start();
    port2.postMessage(undefined);
  });
}
