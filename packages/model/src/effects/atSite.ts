// Puts a site's name in front of an error that was thrown on its behalf.
import { UnsupportedError, UsageError } from "@nutmeg-ppl/compiler";

/** Runs `body`; a UsageError or UnsupportedError from it is thrown again with `Site "name": ` before its message. */
export function atSite<R>(name: string, body: () => R): R {
  try {
    return body();
  } catch (error) {
    if (error instanceof UsageError)
      throw new UsageError(`Site "${name}": ${error.message}`, { cause: error });
    if (error instanceof UnsupportedError) {
      throw new UnsupportedError(`Site "${name}": ${error.message}`, { cause: error });
    }
    throw error;
  }
}
