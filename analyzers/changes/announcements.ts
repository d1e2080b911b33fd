import type { EventOf } from "../../schemas/events.ts";
import { specificityOf } from "../../schemas/match-policy.ts";
import { type Match, matchSchema } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";
import { createMemory, type Memory } from "../detection/memory.ts";
import { PASS_OVER_UNTOLD, type PassOver } from "../passed-over/passed-over.ts";

/** Of more, the ones said first are forgotten. */
const CHANGES_MAX = 10_000;

type Event = EventOf<"vigie.change.announced.v1">;

/** A change that people said beforehand would make backups look different. */
export type AnnouncedChange = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: Event["data"]["kind"];
  readonly reason: string;
};

export type Announcements = {
  readonly note: (event: Event) => void;
  /** Those that cover an instant of a series, both ends included, in the order they were said. */
  readonly at: (series: Series, atMs: number) => readonly AnnouncedChange[];
  /** Those that cover any instant of a span, likewise. */
  readonly during: (series: Series, fromMs: number, toMs: number) => readonly AnnouncedChange[];
};

type Known = AnnouncedChange & { readonly match: Match };

export function createAnnouncements(
  memory: Memory = createMemory(),
  passOver: PassOver = PASS_OVER_UNTOLD,
): Announcements {
  const known = memory.of("known", () => new Map<string, Known>());

  function during(series: Series, firstMs: number, lastMs: number): readonly AnnouncedChange[] {
    return [...known.values()].filter(
      ({ fromMs, toMs, match }) =>
        fromMs <= lastMs && firstMs <= toMs && specificityOf(match, series) !== null,
    );
  }

  return {
    note: ({ source, id, data }) => {
      // What names an attribute that no series has is about no series.
      const match = matchSchema.safeParse(data.match);
      if (!match.success) return passOver("changes-of-nothing", source);
      const { from: fromMs, to: toMs, kind, reason } = data;
      known.set(JSON.stringify([source, id]), { match: match.data, fromMs, toMs, kind, reason });
      const [oldest] = known.keys();
      if (known.size <= CHANGES_MAX || oldest === undefined) return;
      known.delete(oldest);
      passOver("changes", source);
    },
    at: (series, atMs) => during(series, atMs, atMs),
    during,
  };
}
