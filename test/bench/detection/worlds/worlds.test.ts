import { describe, expect, test } from "vitest";
import { findChainDamage } from "../find-chain-damage.ts";
import { createDamageFinder, SHOWN_KINDS } from "../find-damage.ts";
import { generate } from "../generate.ts";
import { untroubled } from "../small-parameters.ts";
import { parametersOf, WORLD_NAMES } from "./worlds.ts";

describe.each(WORLD_NAMES)("the world %s", (name) => {
  const parameters = { ...parametersOf(name), series: 12, days: 60 };

  test("makes a history of its own, and labels damage in it", () => {
    const { events, labels } = generate(parameters);
    expect(events.length).toBeGreaterThan(2_000);
    expect(new Set(labels.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(10);
  });

  test("shows no damage where none is planted", () => {
    const { shares, delivery, size, incidents, hardships } = untroubled();
    const calm = { ...parameters, delivery, size, incidents, hardships };
    const own = generate({ ...calm, shares: { ...parameters.shares, ...calmShares(shares) } });
    expect(own.labels.filter(({ kind }) => kind !== "collector-silent")).toEqual([]);
    const find = createDamageFinder(own);
    for (const kind of SHOWN_KINDS) expect(find(kind), kind).toEqual([]);
    expect(findChainDamage(own)).toEqual([]);
  });
});

/** What may look like damage to one who does not know better. */
function calmShares(shares: ReturnType<typeof untroubled>["shares"]) {
  const { retries, retired, bornLater, movedCopies, rehashedCopies } = shares;
  const { copyOnlyFulls, heldBackRuns, legalHolds, announcedPurges } = shares;
  return {
    ...{ retries, retired, bornLater, movedCopies, rehashedCopies },
    ...{ copyOnlyFulls, heldBackRuns, legalHolds, announcedPurges },
  };
}
