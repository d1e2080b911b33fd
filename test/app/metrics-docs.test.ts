import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isProduct, readSourceFiles } from "../tidy/source-file.ts";

const ROOT = new URL("../../", import.meta.url);

test("docs/metrics.md has every metric that there is, and no other", () => {
  const named = readSourceFiles(ROOT)
    .filter(isProduct)
    // Roles and schemas in a sandbox's database are named in the same way.
    .filter(({ path }) => !path.startsWith("verifiers/sandboxes/"))
    .flatMap(({ text }) => [...text.matchAll(/"((?:vigie|process|nodejs)_[a-z_]+)"/g)])
    .map(([, name]) => name);
  const docs = readFileSync(new URL("docs/metrics.md", ROOT), "utf8");
  const documented = [...docs.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(documented.length).toBeGreaterThan(15);
  expect(documented.toSorted()).toEqual([...new Set(named)].toSorted());
});
