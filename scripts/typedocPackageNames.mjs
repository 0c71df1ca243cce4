// A typedoc plugin: an entry point goes by the name that a user imports (`nutmeg-ppl`, `@nutmeg-ppl/compiler/random`)
// instead of its path. All packages are read as one program, so that the umbrella's page links to theirs.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Converter } from "typedoc";

const packages = resolve(import.meta.dirname, "../packages");

/** From the source file of every entry point to its import specifier. */
function specifiers() {
  const named = readdirSync(packages).flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(packages, folder, "package.json"), "utf8"));
    return Object.entries(exports).map(([subpath, entry]) => [
      join(packages, folder, entry["@nutmeg-ppl/source"]),
      name + subpath.slice(1),
    ]);
  });
  return new Map(named);
}

/** Called by typedoc. */
export function load(application) {
  const names = specifiers();
  application.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    const isEntryPoint = reflection.parent === context.project;
    const name = isEntryPoint && names.get(reflection.sources?.[0]?.fullFileName);
    if (name) reflection.name = name;
  });
}
