// Draws seen with the components of a group in another order. The draws underneath stay as they are.
import { sizeOf } from "@nutmeg-ppl/compiler";
import { type ExchangeableGroup, permuteAxis } from "@nutmeg-ppl/model";
import type { KeptDraws } from "../stores/runStore.ts";
import type { Numbering } from "./numberings.ts";

/** The draws of sampling, renumbered when they are first read; those of warmup as they are. */
export function renumbered(kept: KeptDraws, group: ExchangeableGroup, numbering: Numbering): KeptDraws {
  const made = new Map<string, Float64Array>();
  return {
    sites: kept.sites,
    numChains: kept.numChains,
    count: (chain, phase) => kept.count(chain, phase),
    stats: (chain, phase) => kept.stats(chain, phase),
    values: (site, chain, phase, elements) => {
      const { name = "", shape = [] } = kept.sites[site] ?? {};
      const member = group.members.find((one) => one.site === name);
      if (!member || phase === "warmup") return kept.values(site, chain, phase, elements);
      const key = `${site} ${chain}`;
      const known =
        made.get(key) ??
        permuted(kept.values(site, chain, phase), shape, member.axes, (draw) => numbering(chain, draw));
      made.set(key, known);
      return elements ? columns(known, sizeOf(shape), elements) : known;
    },
  };
}

function permuted(
  values: Float64Array,
  shape: readonly number[],
  axes: readonly number[],
  orderOf: (draw: number) => Int32Array,
): Float64Array {
  const size = sizeOf(shape);
  const out = new Float64Array(values.length);
  for (let draw = 0; draw * size < values.length; draw++) {
    const row = values.subarray(draw * size, (draw + 1) * size);
    const order = orderOf(draw);
    const changed = axes.reduce((value, axis) => permuteAxis(value, shape, axis, order), row);
    out.set(changed, draw * size);
  }
  return out;
}

/** Of rows of `size` numbers, those from the first element to before the last. */
function columns(rows: Float64Array, size: number, [first, end]: readonly [number, number]): Float64Array {
  const width = end - first;
  return Float64Array.from({ length: (rows.length / size) * width }, (_, i) => {
    return rows[Math.floor(i / width) * size + first + (i % width)]!;
  });
}
