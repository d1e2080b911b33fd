import type { core, ZodSafeParseResult } from "zod";
import { compileParser } from "./compile-parser.ts";
import { eventSchema, type VigieEvent } from "./events.ts";

/** Of a wrong event with a longer list only the first fault is told: each takes microseconds. */
const LIST_EXPLAINED_MAX = 4;
/** No list that we know lies deeper: `data.covers.sources`. */
const LIST_DEPTH_MAX = 4;
/** As Zod's own `validate` has it; no other part of its interface stops amid a list. */
const FIRST_FAULT: core.ParseContextInternal<core.$ZodIssue> = { abortEarly: true };

const parse = compileParser(eventSchema);

/** What `eventSchema.safeParse` says, sooner where nothing is wrong, or much. */
export function safeParseEvent(value: unknown): ZodSafeParseResult<VigieEvent> {
  const data = parse(value);
  if (data !== null) return { success: true, data };
  return eventSchema.safeParse(value, hasLongList(value, LIST_DEPTH_MAX) ? FIRST_FAULT : {});
}

function hasLongList(value: unknown, depthLeft: number): boolean {
  if (typeof value !== "object" || value === null || depthLeft === 0) return false;
  if (Array.isArray(value)) return value.length > LIST_EXPLAINED_MAX;
  return Object.values(value).some((member) => hasLongList(member, depthLeft - 1));
}
