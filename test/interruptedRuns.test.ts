// Runs cut off from outside, on the built packages: Ctrl-C, once and twice, and a disk that is full. Dead threads are in
// chainWorkers.test.ts.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStore } from "nutmeg-ppl";
import { describe, expect, it } from "vitest";

/** A program that samples for hours, and what it printed, by the time it ended. */
async function program(options: string, after: (kill: () => void, text: string) => void) {
  const script = `
    import("nutmeg-ppl").then(async ({ MCMC, NUTS, Normal, sample }) => {
      const model = () => void sample("mu", new Normal(0, 1));
      const mcmc = new MCMC(new NUTS(model), { numWarmup: 100, numSamples: 5e6, numChains: 3, ${options} });
      await mcmc.run(1);
      console.log("draws", mcmc.getSamples().mu.shape[0] > 0, "complete", mcmc.complete);
      console.log("listeners", process.listenerCount("SIGINT"));
    });
  `;
  const child = spawn(process.execPath, ["-e", script], { cwd: import.meta.dirname });
  let text = "";
  const heard = (data: Buffer) => {
    text += data.toString();
    after(() => child.kill("SIGINT"), text);
  };
  child.stdout.on("data", heard);
  child.stderr.on("data", heard);
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on("exit", (...end) => resolve(end)),
  );
  return { text, code, signal };
}

/** Tells on standard error when every chain that can run is sampling. */
const tell = `progress: (chain, { iteration }) => { if (iteration > 200) process.stderr.write("sampling\\n"); }`;

describe("Ctrl-C", () => {
  it.each(["parallel", "sequential"])(
    "stops %s chains, keeps their draws and leaves nothing behind",
    async (method) => {
      let killed = false;
      const { text, code } = await program(
        `chainMethod: "${method}", numWorkers: 2, ${tell}`,
        (kill, text) => {
          if (!killed && text.includes("sampling")) kill();
          killed ||= text.includes("sampling");
        },
      );
      expect(text).toContain("draws true complete false");
      expect(text).toContain("listeners 0");
      expect(code).toBe(0);
    },
  );

  it("ends the process at the second time", async () => {
    const waits = `progress: (() => {
      const { write } = process.stderr;
      process.stderr.write = (text) => {
        write.call(process.stderr, text);
        if (text.includes("again")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000);
      };
      return true;
    })()`;
    const { signal, text } = await program(`chainMethod: "sequential", ${waits}`, (kill, text) => {
      if (/of memory\.\n$|again to end the process\.\n$/.test(text)) kill();
    });
    expect(text).not.toContain("complete");
    expect(signal).toBe("SIGINT");
  });

  it("says what happens next where progress is shown", async () => {
    const { text } = await program(`numWorkers: 2`, (kill, text) => {
      if (/chain 1 .*100%/.test(text) || text.split("Press").length === 1) setTimeout(kill, 3000).unref();
    });
    expect(text).toContain(
      "Chains stop where they are; their draws are kept. Press Ctrl-C again to end the process.",
    );
  });

  it("is left to a program that listens for it", async () => {
    const own = `process.on("SIGINT", () => { process.stderr.write("own\\n"); process.exit(3); });`;
    const { code } = await program(
      `chainMethod: "sequential", progress: (() => { let set = false; return () => {
        if (!set) { set = true; ${own} process.stderr.write("sampling\\n"); }
      }; })()`,
      (kill) => kill(),
    );
    expect(code).toBe(3);
  });
});

describe("A disk that takes no more", () => {
  // The limit on the size of files that a POSIX shell sets fails a write as a full disk does, at some byte of a row.
  it.skipIf(process.platform === "win32")("leaves what was drawn, in the files and in memory", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nutmeg-full-"));
    const store = join(folder, "run");
    const script = `
      import("nutmeg-ppl").then(async ({ MCMC, NUTS, Normal, sample }) => {
        const model = () => void sample("mu", new Normal(0, 1));
        const options = { numSamples: 2e5, numChains: 2, numWorkers: 2, progress: false, checkpointEvery: 5000 };
        const mcmc = new MCMC(new NUTS(model), { ...options, store: ${JSON.stringify(store)} });
        await mcmc.run(1).catch((error) => console.log(error.message));
        console.log("draws", mcmc.getSamples().mu.shape[0], mcmc.complete);
      });
    `;
    const shell = ["-c", 'ulimit -f 1000; exec "$0" -e "$1"', process.execPath, script];
    const { stdout } = spawnSync("sh", shell, { cwd: import.meta.dirname, encoding: "utf8" });
    expect(stdout).toMatch(/chain-[12]\.draws failed: .* \(EFBIG\)/);
    const drawn = Number(/draws (\d+) false/.exec(stdout)?.[1]);
    const written = (await readStore(store)).getSamples()["mu"]!.shape[0]!;
    expect(written).toBeGreaterThan(0);
    expect(drawn).toBeGreaterThan(written);
    rmSync(folder, { recursive: true });
  });
});
