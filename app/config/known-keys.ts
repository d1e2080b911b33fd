import { z } from "zod";
import { configSchema } from "../../schemas/config.ts";
import type { ConfigPath } from "./fault-draft.ts";

const jsonSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  propertyNames: z.object({ enum: z.array(z.string()).optional() }).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
  oneOf: z.array(z.unknown()).default([]),
});
type JsonSchema = z.infer<typeof jsonSchema>;

/** The keys that a map at a path may have, of all its forms. */
export function knownKeys(path: ConfigPath): string[] {
  const keys = formsAt(path).flatMap(({ properties, propertyNames }) => [
    ...Object.keys(properties ?? {}),
    ...(propertyNames?.enum ?? []),
  ]);
  return [...new Set(keys)];
}

function formsAt(path: ConfigPath): JsonSchema[] {
  const top = formsOf(z.toJSONSchema(configSchema, { io: "input" }));
  return path.reduce(
    (forms, part) =>
      forms.flatMap((form) =>
        formsOf(typeof part === "number" ? form.items : form.properties?.[part]),
      ),
    top,
  );
}

function formsOf(schema: unknown): JsonSchema[] {
  const read = jsonSchema.safeParse(schema);
  if (!read.success) return [];
  const { anyOf, oneOf } = read.data;
  return [read.data, ...[...anyOf, ...oneOf].flatMap(formsOf)];
}
