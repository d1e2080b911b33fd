import type { VigieEvent } from "../../../schemas/events.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { bytesToJson } from "../../../schemas/size.ts";

const INSTANTS = new Set(
  "time receivedtime startedAt finishedAt observedAt removedAt watermark since until from to".split(
    " ",
  ),
);

/** An event as it would be sent: what the schema makes of it is the event again. */
export function eventToJson(event: VigieEvent): unknown {
  return JSON.parse(
    JSON.stringify(event, (name, value: unknown) => {
      if (typeof value === "bigint") return bytesToJson(value);
      return typeof value === "number" && INSTANTS.has(name) ? instantToJson(value) : value;
    }),
  );
}
