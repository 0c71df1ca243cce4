// A vitest reporter that ends the output with one plain line, `12 passed, 0 failed, 1 skipped`, for people and
// scripts alike. It prints nothing else: the details come from vitest's own reporter, loaded beside it.
import type { Reporter, TestModule } from "vitest/node";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** A file or suite that fails without a failing test (a broken import, a hook that throws) counts as one failure. */
function countModule(module: TestModule, counts: Counts): void {
  const failedBefore = counts.failed;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === "passed") counts.passed += 1;
    else if (state === "failed") counts.failed += 1;
    else counts.skipped += 1;
  }
  if (module.state() === "failed" && counts.failed === failedBefore) counts.failed += 1;
}

/** The summary line of a run. Errors outside any test count as failures. */
function summaryLine(modules: readonly TestModule[], unhandledErrors: number): string {
  const counts: Counts = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) countModule(module, counts);
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}

/**
 * Makes the reporter. The line is written when the process exits, since reporters finish in no fixed order and vitest
 * may still print after the last of them; writes to stdout are synchronous there for files, pipes and terminals.
 */
export function plainSummaryReporter(): Reporter {
  let line: string | undefined;
  return {
    onInit() {
      process.once("exit", () => {
        if (line !== undefined) process.stdout.write(`\n${line}\n`);
      });
    },
    onTestRunEnd(modules, unhandledErrors) {
      line = summaryLine(modules, unhandledErrors.length);
    },
  };
}
