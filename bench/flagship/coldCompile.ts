// A process of its own: the first capture and compilation in it. Prints milliseconds as JSON.
import { compileFlagship } from "./density.ts";
import { points } from "./model.ts";

const { capture, compile } = compileFlagship(points());
process.stdout.write(JSON.stringify({ capture, compile }));
