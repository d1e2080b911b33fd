import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

test("package-lock.json has every platform's packages, or npm ci refuses (else: npm run lock)", () => {
  const file = new URL("../package-lock.json", import.meta.url);
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const wanted = Object.values(packages).flatMap((one) =>
    Object.keys(one.optionalDependencies ?? {}),
  );
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.filter((name) => !packages[`node_modules/${name}`])).toEqual([]);
});
