// A model's data as files that other languages read: the values that the compiler reads, row-major.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UnconstrainedModel } from "@nutmeg-ppl/model";

export interface DataFile {
  /** In the folder. */
  readonly file: string;
  readonly shape: readonly number[];
  readonly dtype: "int32" | "float64";
}

/** Writes each array of a model's argument to a file of the folder; where they are, by the names of the argument. */
export function writeData(folder: string, model: UnconstrainedModel): Record<string, DataFile> {
  const written: Record<string, DataFile> = {};
  for (const [path, { values, shape, dtype }] of model.data) {
    const file = path.replace(/^data\./, "");
    const whole = dtype !== "float64";
    const bytes = new Uint8Array((whole ? new Int32Array(values) : new Float64Array(values)).buffer);
    writeFileSync(join(folder, file), bytes);
    written[file] = { file, shape, dtype: whole ? "int32" : "float64" };
  }
  return written;
}
