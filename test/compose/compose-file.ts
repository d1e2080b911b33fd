import { parse } from "yaml";
import { z } from "zod";

const conditionSchema = z.object({ condition: z.string() });
const textsSchema = z.array(z.string());

/** Of a service only what the rules look at, in the forms that our file uses. */
const serviceSchema = z.looseObject({
  image: z.string().optional(),
  user: z.string().optional(),
  restart: z.string().optional(),
  privileged: z.boolean().optional(),
  cap_drop: textsSchema.default([]),
  security_opt: textsSchema.default([]),
  profiles: textsSchema.default([]),
  entrypoint: textsSchema.default([]),
  command: textsSchema.default([]),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.record(z.string(), conditionSchema).default({}),
  volumes: textsSchema.default([]),
  secrets: textsSchema.default([]),
  networks: textsSchema.default([]),
  ports: textsSchema.default([]),
  expose: textsSchema.default([]),
  cpus: z.string().optional(),
  mem_limit: z.string().optional(),
  pids_limit: z.number().optional(),
  healthcheck: z.looseObject({ test: textsSchema.optional() }).optional(),
});
export type ComposeService = z.infer<typeof serviceSchema>;

const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() })).default({}),
  volumes: z.record(z.string(), z.unknown()).default({}),
  secrets: z.record(z.string(), z.looseObject({ file: z.string().optional() })).default({}),
});
export type ComposeFile = z.infer<typeof composeSchema>;

/** As it stands, with anchors and merges resolved. */
export function parseYaml(text: string): unknown {
  return parse(text, { merge: true });
}

export function readComposeFile(content: unknown): ComposeFile {
  return composeSchema.parse(content);
}
