// Finds the line of the user's own code in a stack trace, so that an error can point at it. Best effort: may find nothing.

/** file:// and http(s):// addresses, POSIX and Windows paths, each followed by line and column. */
const LOCATION = /((?:[a-z]+:\/\/|\/|[A-Za-z]:\\)[^()\s]*?):(\d+):(\d+)\)?$/;

/** Where the code of a bundle comes from cannot be told from its frames. */
const BUNDLED = !/\/capture\/userFrame\.[jt]s$/.test(import.meta.url);

/** The folder that holds the Nutmeg packages, wherever this one is installed. */
const PACKAGES = new URL("../../..", import.meta.url).href;

const INSIDE_NUTMEG = /^[^/]+\/(?:src|dist)\//;

function isForeign(address: string): boolean {
  if (address.includes("/node_modules/@tensorflow/") || address.startsWith("node:")) return true;
  const url = /^[a-z]+:\/\//.test(address) ? address : `file://${address}`;
  return url.startsWith(PACKAGES) && INSIDE_NUTMEG.test(url.slice(PACKAGES.length));
}

/** `path:line:column` of the innermost frame that is neither tfjs nor Nutmeg, or undefined. */
export function frameOfUser(stack: string): string | undefined {
  for (const line of stack.split("\n")) {
    const match = LOCATION.exec(line.trim());
    if (match?.[1] && !isForeign(match[1]))
      return `${match[1].replace("file://", "")}:${match[2]}:${match[3]}`;
  }
  return undefined;
}

/** Where the user's code now is; unknown in a bundle. */
export function userFrame(): string | undefined {
  if (BUNDLED) return undefined;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  return stack && frameOfUser(stack);
}
