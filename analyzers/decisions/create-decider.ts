import type { Decision } from "../../schemas/decision.ts";
import { specificityOf } from "../../schemas/match-policy.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { KnownSeries } from "../detection/known-series.ts";
import type { World } from "../detection/world.ts";
import { aboutOf } from "./decisions.ts";
import { sayResolution } from "./say-decision.ts";

type Options = {
  readonly watches: ReadonlyMap<string, KnownSeries>;
  /** What was said to exist is judged again. */
  readonly reconsiderAssets: (nowMs: number) => void;
};

/** Brings a decision to those that it concerns; hearing it again changes nothing. */
export function createDecider(world: World, { watches, reconsiderAssets }: Options) {
  return (decision: Decision, nowMs: number) => {
    if (!world.decisions.note(decision)) return;
    if ("finding" in decision)
      world.ledger.decide(decision.finding.id, sayResolution(decision), nowMs);
    for (const watch of watchesOf(decision, watches)) watch.decide(decision, nowMs);
    if ("about" in decision) reconsiderAssets(nowMs);
  };
}

function watchesOf(
  decision: Decision,
  watches: ReadonlyMap<string, KnownSeries>,
): readonly KnownSeries[] {
  const about = aboutOf(decision);
  if (about === null) return [];
  if ("match" in about)
    return [...watches.values()].filter(({ series }) => specificityOf(about.match, series));
  const watch = watches.get(seriesKey(about.series));
  return watch ? [watch] : [];
}
