import type { EventOf } from "../../schemas/events.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import type { Run } from "../runs/run.ts";
import { createCopy, noteObservation, noteRemoval } from "./copy.ts";

/** So many objects of one run are watched: more than a striped backup has. */
const COPIES_MAX = 256;

export type CopyEvent = EventOf<"vigie.copy.observed.v1"> | EventOf<"vigie.copy.removed.v1">;

/** Adds what was seen of a copy, or that it is gone, to what is known of its run. */
export function noteCopy(run: Run, event: CopyEvent, passOver: PassOverOne = () => {}): void {
  const place = event.data.copy;
  const known = run.copies.get(place.uri);
  if (!known && run.copies.size >= COPIES_MAX) {
    passOver("copies-of-run");
    return;
  }
  const copy = known ?? createCopy(place);
  run.copies.set(place.uri, copy);
  if (event.type === "vigie.copy.observed.v1")
    passOver("observations", noteObservation(copy, event));
  else noteRemoval(copy, event.data.copy.removedAt);
}
