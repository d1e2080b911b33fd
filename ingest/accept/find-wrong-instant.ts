import type { VigieEvent } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { createFault, type Fault } from "./fault.ts";

/** Nothing that Vigie is told of happened before the epoch; the store's instants begin in 1900. */
const EARLIEST_MS = 0;

/** An instant that an event cannot truly tell of: after `latestMs`, or before the epoch. */
export function findWrongInstant(event: VigieEvent, latestMs: number): Fault | null {
  for (const [path, atMs] of pastInstants(event)) {
    if (atMs > latestMs) {
      return createFault(
        "too-far-ahead",
        `${path} is ${instantToJson(atMs)}: must not be after ${instantToJson(latestMs)}`,
      );
    }
    if (atMs < EARLIEST_MS) {
      return createFault("not-an-event", `${path}: must not be before 1970`);
    }
  }
  return null;
}

/**
 * The instants at which something is said to have happened already; a watermark in the future
 * would declare everything missing.
 */
function pastInstants(event: VigieEvent): (readonly [path: string, atMs: number])[] {
  const time = ["time", event.time] as const;
  switch (event.type) {
    case "vigie.backup.started.v1":
      return [time, ["data.startedAt", event.data.startedAt]];
    case "vigie.backup.succeeded.v1":
    case "vigie.backup.failed.v1": {
      const startedAt = event.data.startedAt ?? event.data.finishedAt;
      return [time, ["data.startedAt", startedAt], ["data.finishedAt", event.data.finishedAt]];
    }
    case "vigie.copy.observed.v1":
      return [time, ["data.copy.observedAt", event.data.copy.observedAt]];
    case "vigie.copy.removed.v1":
      return [time, ["data.copy.removedAt", event.data.copy.removedAt]];
    case "vigie.collector.heartbeat.v1":
      return [time, ["data.watermark", event.data.watermark]];
    case "vigie.asset.expected.v1":
    case "vigie.change.announced.v1":
      return [time];
  }
}
