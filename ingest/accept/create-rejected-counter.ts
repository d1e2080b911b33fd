import type { Counter, Meter } from "@opentelemetry/api";
import { FAULTS } from "./fault.ts";

/** Each reason from 0 on, so that its first is a rise. */
export function createRejectedCounter(meter: Meter): Counter {
  const rejected = meter.createCounter("vigie_events_rejected_total", {
    description: "Items that are no event, that their sender may not say, or that are no row",
  });
  for (const reason of FAULTS) rejected.add(0, { reason });
  return rejected;
}
