import type { LogRecord } from "../../platform/log/event-log.ts";
import { type Decision, decisionSchema } from "../../schemas/decision.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import { safeParseEvent } from "../../schemas/parse-event.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";

/** What the log holds for the detection, and when it reached us. */
export type Item = { readonly atMs: number } & (
  | { readonly event: VigieEvent }
  | { readonly proof: Proof }
  | { readonly decision: Decision }
);

/** Null for what is no event; the writer keeps its bytes as a reject. */
export function readEventRecord(record: LogRecord): Item | null {
  const event = safeParseEvent(parseJson(record.value));
  if (!event.success) return null;
  return { event: event.data, atMs: event.data.receivedtime ?? record.appendedAtMs };
}

export function readProofRecord(record: LogRecord): Item | null {
  const proof = proofSchema.safeParse(parseJson(record.value));
  return proof.success ? { proof: proof.data, atMs: record.appendedAtMs } : null;
}

export function readDecisionRecord(record: LogRecord): Item | null {
  const decision = decisionSchema.safeParse(parseJson(record.value));
  return decision.success ? { decision: decision.data, atMs: record.appendedAtMs } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
