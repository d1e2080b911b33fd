import { createHash } from "node:crypto";
import { instantToJson } from "../../schemas/instant.ts";
import type { Verification } from "../../schemas/proof.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { PresentCopy } from "./read-copies.ts";

type Asked = Pick<Verification, "level" | "reason" | "drawn" | "targetAt"> & {
  readonly askedAtMs: number;
};

/**
 * The work of verifying a copy. Asking the same thing of the same instant again is the same work,
 * by its id.
 */
export function askVerification(
  { series, runId, runStartedAtMs, copy }: PresentCopy,
  { level, reason, drawn, targetAt, askedAtMs }: Asked,
): Verification {
  const askedAt = instantToJson(askedAtMs);
  const what = [seriesKey(series), runId, copy.uri, level, reason, askedAt];
  const identity = targetAt === undefined ? what : [...what, targetAt];
  const id = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 32);
  const runStartedAt = runStartedAtMs === null ? null : instantToJson(runStartedAtMs);
  const asked = { id, series, runId, copy, runStartedAt, level, reason, askedAt };
  return { ...asked, ...(drawn && { drawn }), ...(targetAt !== undefined && { targetAt }) };
}
