// Checks every public package as npm would publish it: packs the tarballs, runs publint and attw on them, then installs
// them all into an empty folder and imports every entry point, in Node and in TypeScript. Needs a finished build.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const bin = (name) => join(root, "node_modules/.bin", name);

/** Runs a command quietly; when it fails, throws an error that carries all it printed. */
function run(command, args, cwd = root) {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    throw new Error(`${command} ${args.join(" ")}\n${error.stdout}${error.stderr}`);
  }
}

/** The manifests of the packages that are published. */
function publicManifests() {
  const manifests = readdirSync(join(root, "packages")).map((folder) =>
    JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8")),
  );
  return manifests.filter((manifest) => !manifest.private);
}

/** Every specifier that a user can import from a package. */
function entryPoints({ name, exports }) {
  return Object.keys(exports).map((subpath) => name + subpath.slice(1));
}

/** Packs the packages into `folder`; gives each one's tarball, with the files in it. */
function pack(manifests, folder) {
  const workspaces = manifests.flatMap(({ name }) => ["-w", name]);
  const packed = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder, ...workspaces]));
  return packed.map(({ name, filename, size, files }) => ({
    name,
    size,
    tarball: join(folder, filename),
    files: files.map(({ path }) => path),
  }));
}

/** A tarball holds built code and sources, a README and the licence, and neither tests nor build records. */
function checkContents({ name, files }) {
  const stray = files.filter(
    (path) => !/^(dist|src)\/.*\.(js|ts|map)$|^(package\.json|README\.md|LICENSE)$/.test(path),
  );
  if (stray.length > 0) throw new Error(`${name}: its tarball holds ${stray.join(", ")}`);
  const missing = ["README.md", "LICENSE", "dist/index.js"].filter((path) => !files.includes(path));
  if (missing.length > 0)
    throw new Error(`${name}: its tarball lacks ${missing.join(", ")} (what is in dist, the build makes)`);
}

/** Installs the tarballs into an empty project, as a user of the published packages would. */
function installConsumer(tarballs, folder) {
  mkdirSync(folder);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "consumer", private: true, type: "module" }),
  );
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"];
  run("npm", ["install", ...flags, ...tarballs.map(({ tarball }) => tarball)], folder);
}

/** Imports every entry point in plain Node; an entry point that exports nothing is a mistake. */
function importInNode(specifiers, folder) {
  const script = specifiers.map(
    (specifier) =>
      `if (Object.keys(await import("${specifier}")).length === 0) throw new Error("${specifier} exports nothing");`,
  );
  writeFileSync(join(folder, "consumer.mjs"), script.join("\n"));
  run(process.execPath, ["consumer.mjs"], folder);
}

/** Type-checks an import of every entry point under both of the module resolutions in use. */
function importInTypeScript(specifiers, folder) {
  const imports = specifiers.map((specifier, index) => `import * as m${index} from "${specifier}";`);
  const uses = `export const all: object[] = [${specifiers.map((_, index) => `m${index}`).join(", ")}];`;
  writeFileSync(join(folder, "consumer.ts"), [...imports, uses].join("\n"));
  typeCheck(folder, { module: "nodenext", moduleResolution: "nodenext" });
  typeCheck(folder, { module: "esnext", moduleResolution: "bundler" });
}

/** Runs tsc on the consumer, our declarations included. tfjs-core's own declarations are not clean, so only ours count. */
function typeCheck(folder, resolution) {
  const compilerOptions = { noEmit: true, strict: true, lib: ["es2022", "dom"], types: [], ...resolution };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  const { stdout, stderr } = spawnSync(bin("tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" });
  const ours = stdout
    .split("\n")
    .filter((line) => /^(consumer\.ts|node_modules\/@?nutmeg-ppl\/|error)/.test(line));
  if (ours.length > 0 || stderr)
    throw new Error(`tsc, ${resolution.moduleResolution}:\n${ours.join("\n")}${stderr}`);
}

const scratch = mkdtempSync(join(tmpdir(), "nutmeg-packages-"));
try {
  const manifests = publicManifests();
  const tarballs = pack(manifests, scratch);
  for (const packed of tarballs) {
    checkContents(packed);
    run(bin("publint"), ["run", packed.tarball, "--strict"]);
    run(bin("attw"), [packed.tarball, "--profile", "esm-only", "--format", "ascii"]);
    console.log(`${packed.name}: ${(packed.size / 1000).toFixed(1)} kB packed, publint and attw clean`);
  }
  const consumer = join(scratch, "consumer");
  const specifiers = manifests.flatMap(entryPoints);
  installConsumer(tarballs, consumer);
  importInNode(specifiers, consumer);
  importInTypeScript(specifiers, consumer);
  console.log(`installed from the tarballs and imported: ${specifiers.join(", ")}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
