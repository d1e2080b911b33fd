import type { Copy, Role } from "./copy.ts";
import { type CopyScene, copiesIn } from "./copy-scene.ts";

export type LateArrival = {
  readonly came: "late";
  readonly place: Copy["place"];
  readonly observedAtMs: number;
};

/** How the first copy in a role came. */
export type Arrival =
  | { readonly came: "in time" | "not yet" }
  | { readonly came: "nobody knows when"; readonly why: string }
  | LateArrival;

/**
 * When a copy came, by the times of those who saw it. An inventory sees an object only when it
 * looks: it came late where an inventory of its vault since the deadline did not have it.
 */
export function arrivalOf(scene: CopyScene, role: Role, deadlineMs: number): Arrival {
  const copies = copiesIn(scene, role);
  const seen = copies.flatMap(({ place, observations }) => {
    const observedAtMs = observations[0]?.observedAtMs;
    return observedAtMs === undefined ? [] : [{ place, observedAtMs }];
  });
  const first = seen.sort((a, b) => a.observedAtMs - b.observedAtMs)[0];
  if (!first)
    return copies.length > 0
      ? { came: "nobody knows when", why: "it was there before it was removed" }
      : { came: "not yet" };
  if (first.observedAtMs <= deadlineMs) return { came: "in time" };
  // Of a copy that went before the first one seen, nobody said since when it was there.
  if (copies.some(({ observations }) => observations.length === 0))
    return { came: "nobody knows when", why: "another was there before it was removed" };
  const before = scene.inventoryBeforeMs(first.place.vault, first.observedAtMs);
  if (before !== null && before < deadlineMs)
    return { came: "nobody knows when", why: "the first inventory after its deadline had it" };
  return { came: "late", ...first };
}
