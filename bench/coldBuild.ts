// A process of its own: the first capture and compilation in it, of the benchmark model that is named. Prints
// milliseconds as JSON.
import { build } from "./build.ts";
import type { BenchModel } from "./models/benchModel.ts";
import { MODELS } from "./models/models.ts";

const model: BenchModel | undefined = Object.values(MODELS).find(({ name }) => name === process.argv[2]);
if (!model) throw new Error(`There is no benchmark model "${process.argv[2]}".`);
const { capture } = model.prepare();
const { times } = await build(capture, model.compile);
process.stdout.write(JSON.stringify(times));
