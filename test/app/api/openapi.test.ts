import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { describeApi } from "../../../app/api/describe-api.ts";
import { generateOpenapi, OPENAPI_FILE } from "../../../app/api/generate-openapi.ts";
import { API_HEADS } from "../../../app/api/register-api.ts";
import { API_PREFIX } from "../../../app/api/route.ts";
import { openApiWorld } from "./api-world.ts";

const document = () => structuredClone(describeApi(API_HEADS));

test("the published description of the API is what its routes say (else: npm run schemas)", () => {
  expect(readFileSync(OPENAPI_FILE, "utf8")).toBe(generateOpenapi());
});

test("it is an OpenAPI 3.1 document, with every reference in it", async () => {
  const validator = new Validator();
  expect(await validator.validate(document())).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
  expect(findLost(document())).toEqual([]);
});

test("no error found: the checker is broken", async () => {
  const bad = { ...document(), paths: { "/x": { get: { responses: { 200: {} } } } } };
  expect((await new Validator().validate(bad)).valid).toBe(false);
  const lost = { ...document(), x: { $ref: "#/components/schemas/Nothing" } };
  expect(findLost(lost)).toEqual(["#/components/schemas/Nothing"]);
});

test("each route is described once, with a right, a summary and each of its parameters", () => {
  const text = JSON.stringify(document());
  const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(API_HEADS.length);
  for (const { path, params, summary } of API_HEADS) {
    const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => [name, "x"]);
    const read = params.safeParse(Object.fromEntries(named));
    const lacking = read.error?.issues.filter(({ code }) => code === "unrecognized_keys") ?? [];
    expect(lacking, path).toEqual([]);
    expect(summary, path).not.toBe("");
  }
});

test("what is served below /api/v1 is described, and nothing else", async () => {
  await using world = await openApiWorld();
  const described = API_HEADS.map(({ method, path }) => `${method} ${API_PREFIX}${path}`);
  expect(world.served.toSorted()).toEqual(described.toSorted());
});

/** References that lead nowhere. */
function findLost(of: Readonly<Record<string, unknown>>): readonly string[] {
  const references = [...JSON.stringify(of).matchAll(/"\$ref":"([^"]+)"/g)];
  return references
    .map(([, reference = ""]) => reference)
    .filter((reference) => {
      let at: unknown = of;
      for (const part of reference.replace("#/", "").split("/"))
        at =
          typeof at === "object" && at !== null
            ? Object.entries(at).find(([k]) => k === part)?.[1]
            : undefined;
      return at === undefined;
    });
}
