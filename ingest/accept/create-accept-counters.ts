import type { Meter } from "@opentelemetry/api";
import type { Acceptance } from "./acceptance.ts";
import { createRejectedCounter } from "./create-rejected-counter.ts";

export type AcceptCounters = { readonly count: (acceptance: Acceptance) => void };

/** Counts what became of items that were brought. */
export function createAcceptCounters(meter: Meter): AcceptCounters {
  const accepted = meter.createCounter("vigie_events_accepted_total", {
    description: "Events that were new, and are durable in the log",
  });
  const duplicate = meter.createCounter("vigie_events_duplicate_total", {
    description: "Events that were sent before with the same content",
  });
  const rejected = createRejectedCounter(meter);
  accepted.add(0);
  duplicate.add(0);
  return {
    count: (acceptance) => {
      accepted.add(acceptance.accepted);
      duplicate.add(acceptance.duplicate);
      for (const { fault } of acceptance.rejected) rejected.add(1, { reason: fault });
    },
  };
}
