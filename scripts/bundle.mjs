// Bundles the JavaScript of every published package into its dist, beside the declarations that `tsc -b` writes there:
// one file for each entry point, and chunks for what these share. A package whose inputs have not changed is left alone.
// Usage: node scripts/bundle.mjs [package folder ...], by default every package. docs/decisions/0006-bundle.md says why.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

/** Entries that no user imports: the scripts of workers, found by a URL beside the file that opens them. */
const WORKERS = {
  "@nutmeg-ppl/compiler": { crewWorker: "./src/runtime/threads/crewWorker.ts" },
  "@nutmeg-ppl/infer": { chainWorker: "./src/chains/chainWorker.ts" },
};

/** From the path of each output below dist, less its ending, to the source of it. */
function entries({ name, exports }) {
  const exported = Object.values(exports).map((entry) => [
    entry.default.replace(/^\.\/dist\/(.*)\.js$/, "$1"),
    entry["@nutmeg-ppl/source"],
  ]);
  return { ...Object.fromEntries(exported), ...WORKERS[name] };
}

/** The files below a folder whose path matches, in the same order everywhere. */
function filesBelow(folder, pattern) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) => pattern.test(path));
  return paths.sort().map((path) => join(folder, path));
}

/** A digest of all that a bundle is made from; the lockfile stands for what is in node_modules. */
function digestOf(folder) {
  const settings = [import.meta.filename, join(root, "package-lock.json"), join(folder, "package.json")];
  const hash = createHash("sha256");
  for (const path of [...settings, ...filesBelow(join(folder, "src"), /\.ts$/)])
    hash.update(relative(root, path)).update(readFileSync(path));
  return hash.digest("hex");
}

/**
 * Writes the bundle of one package; gives the paths of its files. What the manifest lists under `dependencies` stays an
 * import; what it lists under `devDependencies` (@stdlib) is copied in, licence comments included. Code stays as written:
 * not minified, nothing folded. Any warning is an error, an import that resolves to nothing among them.
 */
async function bundle(folder, manifest) {
  const { rolldown } = await import("rolldown"); // 0.1 s that a build with nothing to do does not spend
  const kept = Object.keys(manifest.dependencies);
  const build = await rolldown({
    cwd: folder,
    input: entries(manifest),
    external: (id) => id.startsWith("node:") || kept.some((name) => `${id}/`.startsWith(`${name}/`)),
    platform: "neutral",
    resolve: { mainFields: ["main"] },
    transform: { target: "es2022" },
    onLog: (level, { message }) => {
      if (level === "warn") throw new Error(`${manifest.name}: ${message}`);
    },
  });
  const { output } = await build.write({
    dir: "dist",
    chunkFileNames: "shared-[name].js",
    comments: { legal: true, annotation: true, jsdoc: false },
    minify: false,
    sourcemap: true,
  });
  await build.close();
  demandNeutral(manifest.name, output);
  return output.map(({ fileName }) => join(folder, "dist", fileName));
}

/** Browsers run the bundles too, so Node's own modules may be imported only where `import()` is called. */
function demandNeutral(name, output) {
  for (const { fileName, imports = [] } of output) {
    const builtin = imports.find((id) => id.startsWith("node:"));
    if (builtin)
      throw new Error(
        `${name}: dist/${fileName} imports ${builtin}; call import("${builtin}") where it is needed`,
      );
  }
}

/** Bundles one package if it must be, and removes the JavaScript of earlier builds. */
async function refresh(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (manifest.private) return;
  const dist = join(folder, "dist");
  const record = join(dist, ".bundle");
  const digest = digestOf(folder);
  if (existsSync(record) && readFileSync(record, "utf8") === digest) return;
  mkdirSync(dist, { recursive: true });
  rmSync(record, { force: true });
  const written = new Set(await bundle(folder, manifest));
  for (const path of filesBelow(dist, /\.js(\.map)?$/)) if (!written.has(path)) rmSync(path);
  writeFileSync(record, digest);
}

const named = process.argv.slice(2).map((folder) => resolve(folder));
const all = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
await Promise.all((named.length > 0 ? named : all).map(refresh));
