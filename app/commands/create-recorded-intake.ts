import { contentHash } from "../../ingest/accept/content-hash.ts";
import { createFault, type Fault } from "../../ingest/accept/fault.ts";
import { findWrongInstant } from "../../ingest/accept/find-wrong-instant.ts";
import type { VigieEvent } from "../../schemas/events.ts";

/**
 * Why the intake would not have taken an event of a recorded history, which is heard in order; null
 * where it would have. What does not say when it was received was received in time.
 */
export function createRecordedIntake(aheadMaxMs: number) {
  const known = new Map<string, string>();

  return (event: VigieEvent, json: unknown): Fault | null => {
    const { source, id, receivedtime } = event;
    const latestMs = receivedtime === undefined ? Number.POSITIVE_INFINITY : receivedtime;
    const wrong = findWrongInstant(event, latestMs + aheadMaxMs);
    if (wrong) return wrong;
    const pair = JSON.stringify([source, id]);
    const content = contentHash(json);
    const before = known.get(pair) ?? content;
    known.set(pair, before);
    if (before === content) return null;
    return createFault("id-reused", `source, id ${pair}: sent before with another content`);
  };
}
