// npm run bench:peers: log density and gradient of each benchmark model beside NumPyro's, float64, one thread each.
// Options: --install, --python <interpreter>, --numpyro <folder>; other words pick models by name.
import { parseArgs } from "node:util";
import { chosenModels } from "../models/models.ts";
import { table } from "../timing.ts";
import { ENTRIES, type Entry, MEAN_OF_PEER } from "./bars.ts";
import { found, install } from "./interpreter.ts";
import { measure, type Times } from "./measure.ts";
import { Peer } from "./peer.ts";

const print = (text: string) => process.stdout.write(`${text}\n`);

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    install: { type: "boolean", default: false },
    python: { type: "string" },
    numpyro: { type: "string" },
  },
});

/** Whether NumPyro was asked for, so that its absence is a failure. */
const demanded = options.install || options.python !== undefined || options.numpyro !== undefined;

async function startPeer(): Promise<Peer | undefined> {
  try {
    const { install: wish, python, numpyro } = options;
    const interpreter = wish ? install(python, numpyro !== undefined) : (python ?? found());
    const { peer, versions } = await Peer.start(interpreter, numpyro);
    print(`Python ${versions["python"]}, JAX ${versions["jax"]}, NumPyro ${versions["numpyro"]}\n`);
    return peer;
  } catch (error) {
    const lastWords = (error as Error).message.split("\n").at(-1);
    print(`NumPyro cannot be run, so there are no figures of it: ${lastWords}`);
    print("`npm run bench:peers -- --install` installs JAX and NumPyro into node_modules/.cache/peers,");
    print("`--python <interpreter>` names a Python that has them, `--numpyro <folder>` NumPyro's sources.\n");
    if (demanded) process.exitCode = 1;
    return undefined;
  }
}

interface Bar {
  readonly text: string;
  /** Undefined without the figure that it is held against. */
  readonly met: boolean | undefined;
}

function bars({ ofPeer, ofHandWritten, microseconds }: Entry, { ours, handWritten, loop }: Times): Bar[] {
  const bar = (text: string, limit: number | undefined): Bar => ({
    text,
    met: limit === undefined ? undefined : ours <= limit,
  });
  return [
    ...(ofPeer === undefined ? [] : [bar(`${ofPeer} NumPyro`, loop && ofPeer * loop)]),
    ...(ofHandWritten === undefined
      ? []
      : [bar(`${ofHandWritten.toFixed(2)} JS`, handWritten && ofHandWritten * handWritten)]),
    ...(microseconds === undefined ? [] : [bar(`${microseconds} us`, microseconds)]),
  ];
}

function verdict(met: boolean | undefined): string {
  return met === undefined ? "-" : met ? "yes" : "NO";
}

function row(name: string, entry: Entry, times: Times): (string | number)[] {
  const { ours, handWritten, loop, call } = times;
  const held = bars(entry, times);
  return [
    name,
    ours,
    handWritten ?? "",
    loop ?? "",
    call ?? "",
    loop === undefined ? "" : (ours / loop).toFixed(3),
    held.map(({ text }) => text).join(", "),
    held.map(({ met }) => verdict(met)).join(", "),
  ];
}

const models = chosenModels(wanted);
const peer = await startPeer();
const heading = ["model", "Nutmeg us", "JS us", "NumPyro loop us", "NumPyro call us", "ratio", "bar", "met"];
const rows: (string | number)[][] = [heading];
const ratios: number[] = [];
try {
  for (const [key, model] of models) {
    const entry = ENTRIES[key];
    const times = await measure(model, entry, peer);
    rows.push(row(model.name, entry, times));
    if (times.loop !== undefined && bars(entry, times).length > 0) ratios.push(times.ours / times.loop);
  }
  print(table(rows));
  if (ratios.length > 0) {
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    print(
      `geometric mean of the ratios of models with bars ${mean.toFixed(3)}; bar ${MEAN_OF_PEER}: ${verdict(mean <= MEAN_OF_PEER)}`,
    );
  }
} finally {
  peer?.close();
}
