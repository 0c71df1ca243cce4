// Which folder may import which: DESIGN's layering as rules, checked by `npm run layers`. Not a style guide.
const { readdirSync, readFileSync } = require("node:fs");

/** What the sources of each package may import of the other packages. Everything absent is forbidden. */
const MAY_IMPORT = {
  diagnostics: [],
  compiler: [],
  distributions: ["compiler"],
  model: ["distributions", "compiler"],
  infer: ["model", "distributions", "compiler", "diagnostics"],
  nutmeg: ["infer", "model", "distributions", "compiler", "diagnostics"],
  testkit: ["infer", "model", "distributions", "compiler", "diagnostics"],
};

/** What each folder of the compiler may import of the others (files directly in src/ may import them all). */
const STAGE_MAY_IMPORT = {
  program: [],
  engine: [],
  runtime: [],
  random: ["runtime"],
  interpreter: ["program", "random", "runtime"],
  capture: ["engine", "program", "interpreter", "random"],
  special: ["program", "capture"],
  chained: ["capture", "special"],
  gradient: ["program", "batching"],
  batching: ["program"],
  passes: ["program", "interpreter", "batching"],
  schedule: ["program", "passes"],
  callable: ["capture", "program", "interpreter", "gradient", "runtime"],
  targets: ["program", "passes", "schedule", "interpreter", "runtime", "random", "batching", "engine"],
};

/** Fails when a folder has no row above, so that a new package or stage cannot escape the rules. */
function demandRows(parent, table, name) {
  const folders = readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const missing = folders.map((folder) => folder.name).filter((folder) => !(folder in table));
  if (missing.length > 0)
    throw new Error(`${parent}: ${missing.join(", ")} has no row in ${name} of .dependency-cruiser.cjs.`);
}

demandRows("packages", MAY_IMPORT, "MAY_IMPORT");
demandRows("packages/compiler/src", STAGE_MAY_IMPORT, "STAGE_MAY_IMPORT");

/** One rule per folder: its sources may import `allowed` and no other of `all`. */
function layerRule({ name, from, root, all, self, allowed, comment }) {
  const forbidden = all.filter((other) => other !== self && !allowed.includes(other));
  if (forbidden.length === 0) return [];
  return [
    {
      name,
      severity: "error",
      comment,
      from: { path: from },
      to: { path: root(`(${forbidden.join("|")})`) },
    },
  ];
}

const packageRules = Object.entries(MAY_IMPORT).flatMap(([self, allowed]) =>
  layerRule({
    name: `packages-${self}`,
    comment: `${self} may import only: ${allowed.join(", ") || "no other package"}.`,
    from: `^packages/${self}/src/`,
    root: (names) => `^packages/${names}/`,
    all: Object.keys(MAY_IMPORT),
    self,
    allowed,
  }),
);

const stageRules = Object.entries(STAGE_MAY_IMPORT).flatMap(([self, allowed]) =>
  layerRule({
    name: `compiler-${self}`,
    comment: `compiler/src/${self} may import only: ${allowed.join(", ") || "no other stage"}.`,
    from: `^packages/compiler/src/${self}/`,
    root: (names) => `^packages/compiler/src/${names}/`,
    all: Object.keys(STAGE_MAY_IMPORT),
    self,
    allowed,
  }),
);

/** The files that a package's exports map opens to others, as one regular expression. */
const frontDoors = readdirSync("packages")
  .flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(`packages/${folder}/package.json`, "utf8"));
    return Object.values(manifest.exports).map((entry) =>
      `packages/${folder}/${entry["@nutmeg-ppl/source"].slice(2)}`.replaceAll(".", "\\."),
    );
  })
  .join("|");

module.exports = {
  forbidden: [
    {
      name: "no-cycle",
      severity: "error",
      comment:
        "Modules that import each other cannot be read one at a time. Move what both need below both. Types may.",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    ...packageRules,
    ...stageRules,
    {
      name: "front-door",
      severity: "error",
      comment: "Import a package by its name and its exports map, never a file inside it.",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/[^/]+/src/", pathNot: ["^packages/$1/", `^(${frontDoors})$`] },
    },
    {
      name: "front-door-from-outside",
      severity: "error",
      comment:
        "Examples, benchmarks and whole-repository tests use the packages as a user does. Two tests need what lies behind threads.",
      from: { path: "^(examples|bench|test)/", pathNot: "^test/(chainWorkers|threads)\\.test\\.ts$" },
      to: { path: "^packages/[^/]+/src/", pathNot: `^(${frontDoors})$` },
    },
    {
      name: "worker-is-light",
      severity: "error",
      comment:
        "The script of chain workers, and the compiler's runtime and random folders: no tfjs, no capture, at any depth.",
      from: { path: "^packages/(compiler/src/(runtime|random)/|infer/src/chains/chainWorker\\.ts$)" },
      to: {
        path: ["^node_modules/@tensorflow/", "^packages/compiler/src/(capture|targets)/"],
        reachable: true,
      },
    },
    {
      name: "declared-dependency",
      severity: "error",
      comment: "A package's sources import only what its own package.json lists.",
      from: { path: "^packages/(?!testkit/)[^/]+/src/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-optional"] },
    },
    {
      name: "bundled-or-installed",
      severity: "error",
      comment:
        "What users install is under dependencies; under devDependencies is only what the bundle copies in: @stdlib.",
      from: { path: "^packages/(?!testkit/)[^/]+/src/" },
      to: { path: "^node_modules/", pathNot: "^node_modules/@stdlib/", dependencyTypes: ["npm-dev"] },
    },
    {
      name: "stdlib-is-bundled",
      severity: "error",
      comment:
        "@stdlib is hundreds of small files, slow to load: list it under devDependencies, and the bundle copies it in.",
      from: { path: "^packages/[^/]+/src/" },
      to: { path: "^node_modules/@stdlib/", dependencyTypes: ["npm"] },
    },
    {
      name: "resolvable",
      severity: "error",
      comment: "An import that resolves to nothing.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-tests-in-source",
      severity: "error",
      comment: "Shipped sources import neither tests nor the testkit nor vitest.",
      from: { path: "^packages/(?!testkit/)[^/]+/src/" },
      to: { path: ["^packages/[^/]+/test/", "^test/", "^packages/testkit/", "^node_modules/vitest/"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(packages/[^/]+|examples|bench)/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.tests.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@nutmeg-ppl/source", "import", "node", "default", "types"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};
