// What renumbering components does to a model, tried at random positions: to its log density, and to its other sites.
import { asTensor, interpret, makeProgram, RandomKey, UsageError } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { bindings } from "../density/bindings.ts";
import { unconstrain } from "../density/unconstrain.ts";
import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";
import { uniformValues } from "../init/uniformValues.ts";
import type { ExchangeableGroup, GroupMember } from "./exchangeableGroups.ts";
import { permuteAxis } from "./permuteAxis.ts";

type Values = Readonly<Record<string, Float64Array>>;

/** A position's sites, and the log density of them: without Jacobians, which depend on the numbering. */
interface Place {
  readonly values: Values;
  readonly logDensity: number;
}

export interface Renumbering {
  /** Whether every renumbering of the members' elements keeps the log density. */
  keepsDensity(members: readonly GroupMember[], size: number): boolean;
  /** The members and the deterministic sites whose elements are renumbered with theirs. */
  followers(members: readonly GroupMember[], size: number): Pick<ExchangeableGroup, "members" | "entangled">;
}

/** Positions tried: an equation that holds at random ones holds everywhere, since densities are piecewise analytic. */
const PLACES = 2;
/** How far two sums of the same terms may differ, relative to their size: the sums' rounding and the round trip's. */
const ROUNDING = 1e-8;

/** Undefined where no position near the origin has a finite density. */
export function renumbering(
  model: UnconstrainedModel,
  logDensity: (position: Float64Array) => number,
): Renumbering | undefined {
  const isJacobian = ([name]: readonly [string, unknown]) => name.endsWith("|jacobian");
  const jacobians = makeProgram([...model.siteTable.outputs].filter(isJacobian));
  const placeAt = (position: Float64Array): Place => {
    const inputs = bindings(model, position);
    const terms = Object.values(interpret(jacobians, inputs));
    const values = Object.fromEntries(
      Object.entries(interpret(model.constrain, inputs)).map(([name, value]) => [name, value.slice()]),
    );
    return { values, logDensity: terms.reduce((rest, term) => rest - term[0]!, logDensity(position)) };
  };
  const places = finitePlaces(model, placeAt);
  const renumbered = ({ values }: Place, members: readonly GroupMember[], order: readonly number[]) => {
    const position = positionOf(model, { ...values, ...permuted(model, values, members, order) });
    return position && placeAt(position);
  };
  if (places.length < PLACES) return undefined;
  return {
    keepsDensity: (members, size) =>
      generators(size).every((order) =>
        places.every((place) => {
          const other = renumbered(place, members, order)?.logDensity ?? Number.NaN;
          return Math.abs(other - place.logDensity) <= ROUNDING * (1 + Math.abs(place.logDensity));
        }),
      ),
    followers: (members, size) => {
      const [place] = places as [Place];
      const [order] = generators(size) as [number[]];
      const after = renumbered(place, members, order)?.values ?? place.values;
      return followers(
        model,
        members,
        size,
        (candidates) => permuted(model, place.values, candidates, order),
        place.values,
        after,
      );
    },
  };
}

function finitePlaces(model: UnconstrainedModel, placeAt: (position: Float64Array) => Place): Place[] {
  const places: Place[] = [];
  for (let seed = 0; seed < 20 && places.length < PLACES; seed++) {
    const place = placeAt(uniformValues(RandomKey.from(seed), model.dimension, 1));
    if (Number.isFinite(place.logDensity)) places.push(place);
  }
  return places;
}

/** A cycle and a transposition, which generate every permutation. */
function generators(size: number): number[][] {
  const identity = Array.from({ length: size }, (_, i) => i);
  return [identity.map((i) => (i + 1) % size), [1, 0, ...identity.slice(2)]];
}

function shapeOf(model: UnconstrainedModel, name: string): readonly number[] {
  return model.constrained.find((site) => site.name === name)?.shape ?? [];
}

/** The members' values with their elements in another order. */
function permuted(
  model: UnconstrainedModel,
  values: Values,
  members: readonly GroupMember[],
  order: readonly number[],
): Values {
  return Object.fromEntries(
    members.map(({ site, axes }) => [
      site,
      axes.reduce((value, axis) => permuteAxis(value, shapeOf(model, site), axis, order), values[site]!),
    ]),
  );
}

/** Undefined where the values are outside of their supports, as after a permutation of an ordered vector. */
function positionOf(model: UnconstrainedModel, values: Values): Float64Array | undefined {
  const tensors = model.sites.map(
    ({ name, shape }) => [name, tf.reshape(asTensor(values[name]!), [...shape])] as const,
  );
  try {
    return unconstrain(model, Object.fromEntries(tensors));
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** Looks for the axes along which each other site's elements have moved. */
function followers(
  model: UnconstrainedModel,
  members: readonly GroupMember[],
  size: number,
  moved: (candidates: readonly GroupMember[]) => Values,
  before: Values,
  after: Values,
): Pick<ExchangeableGroup, "members" | "entangled"> {
  const found = [...members];
  const entangled: string[] = [];
  for (const { name, shape } of model.constrained) {
    if (members.some(({ site }) => site === name) || isClose(before[name]!, after[name]!)) continue;
    const own = shape.flatMap((extent, axis) => (extent === size ? [axis] : []));
    const choices = [...own.map((axis) => [axis]), own];
    const axes = choices.find((some) => isClose(moved([{ site: name, axes: some }])[name]!, after[name]!));
    if (axes) found.push({ site: name, axes });
    else entangled.push(name);
  }
  return { members: found, entangled };
}

function isClose(a: Float64Array, b: Float64Array): boolean {
  return a.every((x, i) => Math.abs(x - b[i]!) <= ROUNDING * (1 + Math.abs(x)));
}
