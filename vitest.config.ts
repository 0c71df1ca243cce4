// How the suite runs: unit tests resolve every package to its source, so no build is needed while developing;
// tests under test/ import the built packages, as a user does.
import { defineConfig } from "vitest/config";
import { plainSummaryReporter } from "./scripts/plainSummaryReporter.ts";

const source = { conditions: ["@nutmeg-ppl/source"] };

export default defineConfig({
  test: {
    reporters: ["default", plainSummaryReporter()],
    projects: [
      {
        resolve: source,
        ssr: { resolve: source },
        test: { name: "unit", include: ["packages/*/test/**/*.test.ts"] },
      },
      { test: { name: "whole", include: ["test/*.test.ts"], testTimeout: 120_000 } },
      { test: { name: "sbc", include: ["test/sbc/*.test.ts"] } },
      { test: { name: "posteriordb", include: ["test/posteriordb/*.test.ts"], testTimeout: 300_000 } },
    ],
  },
});
