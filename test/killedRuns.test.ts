// Processes that are killed while they write a store, on the built packages: what they leave is resumed to the bytes of a
// run that nobody disturbed.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as nutmeg from "nutmeg-ppl";
import { afterAll, describe, expect, it } from "vitest";

const { MCMC, NUTS, readStore } = nutmeg;

const data = { y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] };

/** The model as text, since it must reach another process as it is: given the library, the model. */
const text = `({ HalfNormal, Normal, plate, sample }) => ({ y, sigma }) => {
  const mu = sample("mu", new Normal(0, 5));
  const tau = sample("tau", new HalfNormal(5));
  const z = plate("J", 8, () => sample("z", new Normal(0, 1)));
  sample("y", new Normal(mu.add(z.mul(tau)), sigma), { obs: y });
}`;
const schools: nutmeg.Model<typeof data> = new Function(`return ${text}`)()(nutmeg);

const options = {
  numWarmup: 6000,
  numSamples: 9000,
  numChains: 3,
  thinning: 3,
  numWorkers: 2,
  keepWarmup: true,
  checkpointEvery: 50,
  progress: false,
} as const;

const home = mkdtempSync(join(tmpdir(), "nutmeg-killed-"));
afterAll(() => rmSync(home, { recursive: true }));

/** A process that begins the run in a folder, or goes on with it, killed after so many milliseconds of sampling. */
async function killed(folder: string, milliseconds: number): Promise<void> {
  const script = `
    import("nutmeg-ppl").then(async (nutmeg) => {
      const { MCMC, NUTS } = nutmeg;
      const schools = (${text})(nutmeg);
      const data = ${JSON.stringify(data)};
      const options = { ...${JSON.stringify(options)}, store: ${JSON.stringify(folder)} };
      const progress = () => process.stdout.write(".");
      if (${existsSync(join(folder, "run.json"))}) await MCMC.resume(options.store, new NUTS(schools), data, { progress });
      else await new MCMC(new NUTS(schools), { ...options, progress }).run(3, data);
    });
  `;
  const child = spawn(process.execPath, ["-e", script], { cwd: import.meta.dirname });
  let errors = "";
  child.stderr.on("data", (text: Buffer) => {
    errors += text.toString();
  });
  child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), milliseconds));
  const [, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on("exit", (...end) => resolve(end)),
  );
  expect(errors).toBe("");
  expect(signal).toBe("SIGKILL");
}

/** What the chains have written: nothing, where one was killed before its first draws were on disk. */
function bytesIn(folder: string): number {
  const files = [1, 2, 3].map((chain) => join(folder, `chain-${chain}.draws`));
  return files.reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0);
}

describe("A run killed ten times over", () => {
  it("resumes to the byte-identical result of an undisturbed run", async () => {
    const undisturbed = join(home, "undisturbed");
    await new MCMC(new NUTS(schools), { ...options, store: undisturbed }).run(3, data);
    const folder = join(home, "killed");
    const sizes: number[] = [];
    for (let i = 0; i < 10; i++) {
      await killed(folder, 120 * Math.random());
      const draws = await readStore(folder);
      expect(draws.complete).toBe(false);
      sizes.push(bytesIn(folder));
    }
    expect(new Set(sizes).size).toBeGreaterThan(1);
    const resumed = await MCMC.resume(folder, new NUTS(schools), data, { progress: false });
    expect(resumed.complete).toBe(true);
    for (const chain of [1, 2, 3]) {
      const file = `chain-${chain}.draws`;
      expect(readFileSync(join(folder, file)).equals(readFileSync(join(undisturbed, file))), file).toBe(true);
    }
  });
});
