// Where handlers that set values take them from: a record by site name, or a function of the site.
import { asTensor, type Numeric } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { Message } from "../effects/message.ts";

/** Values by site name, or a function that gives a site's value, undefined to leave the site alone. */
export type SiteValues<M extends Message = Message> =
  | Readonly<Record<string, Numeric | undefined>>
  | ((site: M) => Numeric | undefined);

export function valueFor<M extends Message>(values: SiteValues<M>, site: M): tf.Tensor | undefined {
  const value = typeof values === "function" ? values(site) : own(values, site.name);
  return value === undefined ? undefined : asTensor(value);
}

/** Site names are the user's, so a name such as "constructor" must not find what every object inherits. */
function own(values: Readonly<Record<string, Numeric | undefined>>, name: string): Numeric | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
