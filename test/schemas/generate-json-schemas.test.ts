import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateJsonSchemas } from "../../schemas/generate-json-schemas.ts";

const PUBLISHED = new URL("../../schemas/json/", import.meta.url);

test("the published JSON Schemas are what the schemas say (else: npm run schemas)", () => {
  const published = new Map(
    readdirSync(PUBLISHED)
      .filter((name) => name.endsWith(".schema.json"))
      .map((name) => [name, readFileSync(new URL(name, PUBLISHED), "utf8")]),
  );
  expect(published).toEqual(generateJsonSchemas());
});
