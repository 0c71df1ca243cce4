// From a captured program to an artifact, which is written down for people too where NUTMEG_DUMP asks for it.
import { buildArtifact } from "./buildArtifact.ts";
import { dumpFolder, writeDump } from "./dump.ts";
import { explain } from "./explain.ts";
import type { CompileOptions, CompileSettings } from "./optimizeProgram.ts";
import type { Program } from "./program/program.ts";
import { structureOf } from "./program/structureOf.ts";
import type { Artifact } from "./runtime/artifact.ts";

export type { CompileOptions, CompileSettings };

/** FNV-1a over a string, as eight hexadecimal digits. */
function hashText(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** The module, its text form and what explain says of it. */
function dump(
  folder: string,
  program: Program,
  options: CompileOptions,
  code: Uint8Array,
  text: string,
): void {
  const outputs = [...program.outputs.keys()].join("_");
  const what = options.gradientOf === undefined ? outputs : `${options.gradientOf}-gradient`;
  const name = options.name ? `${options.name}-${what}` : what;
  writeDump(folder, name, hashText(structureOf(program)), {
    wasm: code,
    wat: text,
    "explain.txt": explain(program, options),
  });
}

/**
 * Compiles a program to WebAssembly. Data inputs may be bound anew without compiling again. In Node, NUTMEG_DUMP=folder
 * writes every module, its text form and its explanation there.
 * @throws UnsupportedError for draws and for functions without a needed derivative.
 * @throws InternalError when the program is malformed.
 * @throws UsageError when the output to differentiate is not a scalar, the program does not fit 4 GiB, or NUTMEG_DUMP names
 *   a folder that cannot be written.
 */
export function compileProgram(program: Program, options: CompileOptions = {}): Artifact {
  const folder = dumpFolder();
  if (folder === undefined) return buildArtifact(program, options);
  let text = "";
  const artifact = buildArtifact(program, options, (toText) => {
    text = toText();
  });
  dump(folder, program, options, artifact.code, text);
  return artifact;
}
