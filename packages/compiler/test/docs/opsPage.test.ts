// docs/ops.md is what the tables say: `npm run docs:ops` writes it.
import { expect, test } from "vitest";
import { opsPage } from "./opsPage.ts";

test("docs/ops.md is up to date; if not, run npm run docs:ops", async () => {
  await expect(opsPage()).toMatchFileSnapshot("../../../../docs/ops.md");
});
