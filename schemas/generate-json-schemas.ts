import { mkdirSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { configSchema } from "./config.ts";
import { decisionSchema } from "./decision.ts";
import { drawFileSchema } from "./draw.ts";
import { eventSchema } from "./events.ts";
import { findingSchema } from "./finding.ts";
import { policySchema } from "./policy.ts";
import { proofSchema, verificationSchema } from "./proof.ts";
import { rejectSchema } from "./reject.ts";
import { requestSchema } from "./request.ts";
import { windowEntrySchema } from "./window.ts";

const DIRECTORY = new URL("./json/", import.meta.url);

const PUBLISHED = {
  event: ["An event, as one CloudEvents 1.0 object", eventSchema],
  policy: ["A policy in vigie.yaml", policySchema],
  config: ["vigie.yaml", configSchema],
  finding: ["A finding", findingSchema],
  proof: ["A proof", proofSchema],
  verification: ["A verification to do", verificationSchema],
  request: ["A restore request", requestSchema],
  window: ["A part of what can be restored of an asset", windowEntrySchema],
  draw: ["A random draw of copies, with the inventory it was made from", drawFileSchema],
  reject: ["What could not be read", rejectSchema],
  decision: ["An act of a person that bears on verdicts", decisionSchema],
} as const satisfies Record<string, readonly [title: string, schema: z.ZodType]>;

/**
 * The published JSON Schemas (draft 2020-12) by file name: what may be written, before defaults and
 * conversions. Rules that compare two attributes, such as finishedAt after startedAt, are not in
 * them.
 */
export function generateJsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(PUBLISHED).map(([name, [title, schema]]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
      const text = JSON.stringify({ $schema, title, ...rest }, null, 2);
      return [`${name}.schema.json`, `${text}\n`];
    }),
  );
}

if (import.meta.main) {
  mkdirSync(DIRECTORY, { recursive: true });
  for (const [name, text] of generateJsonSchemas()) writeFileSync(new URL(name, DIRECTORY), text);
}
