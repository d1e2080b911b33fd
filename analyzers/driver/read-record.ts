import type { LogRecord } from "../../platform/log/event-log.ts";
import { type Decision, decisionSchema } from "../../schemas/decision.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import { safeParseEvent } from "../../schemas/parse-event.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";
import { rejectSchema } from "../../schemas/reject.ts";
import type { Rejected } from "../rejects-rising/reject-watches.ts";

const rejectedSchema = rejectSchema.omit({ bytesBase64: true });

/** What the log holds for the detection, and when it reached us. */
export type Item = { readonly atMs: number } & (
  | { readonly event: VigieEvent }
  | { readonly proof: Proof }
  | { readonly decision: Decision }
  | { readonly rejected: Rejected | null }
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

/** Null is what was rejected before: as it was replayed it is said again, or rejected again. */
export function readRejectRecord(record: LogRecord): Item | null {
  const read = rejectedSchema.safeParse(parseJson(record.value));
  if (!read.success) return null;
  const { origin, position, fault, replayedAt, replayOf } = read.data;
  const isNews = replayedAt === undefined && replayOf === undefined;
  const rejected = isNews ? { origin, position, fault } : null;
  return { rejected, atMs: record.appendedAtMs };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
