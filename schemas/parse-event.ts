import type { ZodSafeParseResult } from "zod";
import { compileParser } from "./compile-parser.ts";
import { eventSchema, type VigieEvent } from "./events.ts";

const parse = compileParser(eventSchema);

/** What `eventSchema.safeParse` says, sooner where nothing is wrong. */
export function safeParseEvent(value: unknown): ZodSafeParseResult<VigieEvent> {
  const data = parse(value);
  return data === null ? eventSchema.safeParse(value) : { success: true, data };
}
