import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seriesKey } from "../../../schemas/series.ts";
import type { Candidate } from "../../../verifiers/rounds/candidate.ts";
import { type Choice, chooseCopies } from "../../../verifiers/rounds/choose-copies.ts";
import type { VaultBudget } from "../../../verifiers/rounds/vault-budget.ts";
import { aCandidate, DAY_MS, duplicateOf, NOW_MS } from "./a-candidate.ts";

const AMPLE: VaultBudget = { time: 1e9, bytes: 1e15, sandboxes: 1e6, extras: 1e6 };

function choose(
  candidates: readonly Candidate[],
  budget: Partial<VaultBudget> = {},
  nowMs = NOW_MS,
): Choice {
  const budgetOf = () => ({ ...AMPLE, ...budget });
  return chooseCopies(candidates, { budgetOf, nowMs, nextRoundMs: nowMs + DAY_MS });
}

function namesOf({ chosen }: Choice): string[] {
  return chosen.map(
    ({ candidate, reason }) =>
      `${reason} ${candidate.series.asset} ${candidate.runId} ${candidate.copy.vault}`,
  );
}

const tried = (daysAgo: number, outcome: "proven" | "failed" | "unproven", runId = "run-0") => ({
  lastAttempt: { finishedAtMs: NOW_MS - daysAgo * DAY_MS, outcome, runId },
});
const vaultTried = (daysAgo: number) => ({ vaultTriedAtMs: NOW_MS - daysAgo * DAY_MS });

describe("chooseCopies() of what is due", () => {
  test.each<[string, Partial<Candidate>, boolean]>([
    ["never tried", {}, true],
    ["proven six days ago, as the next round would be too late", tried(6.5, "proven"), true],
    ["proven yesterday", tried(1, "proven"), false],
    ["left unproven yesterday", tried(1, "unproven"), true],
    ["failed yesterday, while a newer run is there", tried(1, "failed", "run-0"), true],
    ["failed yesterday, with nothing newer", tried(1, "failed", "run-1"), false],
    ["of an older run", { isNewest: false }, false],
  ])("one %s", (_, changes, isChosen) => {
    expect(namesOf(choose([aCandidate("A", changes)]))).toEqual(
      isChosen ? ["due A run-1 dc1"] : [],
    );
  });

  test("takes of each series one copy: from a vault never tried, else from the one tried longest ago", () => {
    const one = aCandidate("A", { ...tried(7, "proven"), ...vaultTried(7) });
    expect(namesOf(choose([one, duplicateOf(one, { vaultTriedAtMs: null })]))).toEqual([
      "due A run-1 dc2",
    ]);
    expect(namesOf(choose([one, duplicateOf(one, vaultTried(14))]))).toEqual(["due A run-1 dc2"]);
    expect(namesOf(choose([one, duplicateOf(one, vaultTried(2))]))).toEqual(["due A run-1 dc1"]);
    const fresh = aCandidate("A");
    expect(namesOf(choose([duplicateOf(fresh), fresh]))).toEqual(["due A run-1 dc1"]);
  });

  test("takes the most overdue by its own period first", () => {
    const weekly = aCandidate("Weekly", tried(8, "proven"));
    const daily = aCandidate("Daily", { ...tried(3, "proven"), everyMs: DAY_MS });
    const choice = choose([weekly, daily], { sandboxes: 1 });
    expect(namesOf(choice)).toEqual(["due Daily run-1 dc1"]);
    expect(choice.left).toMatchObject([{ reason: "due", bound: "sandboxes", never: false }]);
  });

  test("takes the other vault's copy where its turn's vault has nothing left", () => {
    const [first, second] = [aCandidate("A"), aCandidate("B")];
    const choice = choose([first, second, duplicateOf(second)], { sandboxes: 1 });
    expect(namesOf(choice)).toEqual(["due A run-1 dc1", "due B run-1 dc2"]);
    expect(choice.left).toEqual([]);
  });

  test.each<[Partial<VaultBudget>, string]>([
    [{ bytes: 1_000 }, "bytes"],
    [{ time: 59 }, "time"],
    [{ sandboxes: 0 }, "sandboxes"],
  ])("says what %j leaves out for ever, once a series", (budget, bound) => {
    const one = aCandidate("A");
    const { chosen, left } = choose([one, duplicateOf(one)], budget);
    expect(chosen).toEqual([]);
    expect(left).toMatchObject([{ reason: "due", bound, never: true }]);
  });

  test("lets smaller ones pass what does not fit, which comes first the next time", () => {
    const great = aCandidate("Great", { ...tried(9, "proven"), seconds: 90 });
    const older = aCandidate("Older", { ...tried(10, "proven"), seconds: 50 });
    const small = aCandidate("Small", { ...tried(8, "proven"), seconds: 40 });
    const choice = choose([small, great, older], { time: 100 });
    expect(namesOf(choice)).toEqual(["due Older run-1 dc1", "due Small run-1 dc1"]);
    expect(choice.left).toMatchObject([{ bound: "time", never: false }]);
    expect(namesOf(choose([great], { time: 100 }))).toEqual(["due Great run-1 dc1"]);
  });
});

describe("chooseCopies() of what is at risk", () => {
  const proven = tried(1, "proven");
  const risky = (asset: string, risk: Candidate["risks"][number], changes = {}) =>
    aCandidate(asset, { ...proven, ...vaultTried(1), risks: [risk], ...changes });

  test("comes after all that is due, the greater risk first", () => {
    const candidates = [
      risky("Size", "size-change"),
      risky("Odd", "anomaly"),
      risky("Last", "last-proof-expiring"),
      risky("Long", "long-unproven"),
      risky("Upgraded", "upgrade"),
      aCandidate("Due"),
    ];
    expect(namesOf(choose(candidates)).map((name) => name.split(" ")[1])).toEqual([
      ...["Due", "Last", "Odd", "Upgraded", "Size", "Long"],
    ]);
  });

  test("comes the earlier the longer it has waited", () => {
    const candidates = [risky("Odd", "anomaly"), risky("Size", "size-change", vaultTried(40))];
    expect(namesOf(choose(candidates, { extras: 1 }))).toEqual(["risk Size run-1 dc1"]);
  });

  test("takes of a run one copy, and none of a run that is due", () => {
    const odd = risky("A", "anomaly");
    expect(namesOf(choose([odd, duplicateOf(odd)]))).toHaveLength(1);
    const due = aCandidate("B", { risks: ["anomaly"] });
    expect(namesOf(choose([due, duplicateOf(due)]))).toEqual(["due B run-1 dc1"]);
  });

  test("says what the bound on extras leaves out", () => {
    const { chosen, left } = choose([risky("A", "anomaly")], { extras: 0 });
    expect(chosen).toEqual([]);
    expect(left).toMatchObject([{ reason: "risk", bound: "extras", never: true }]);
  });
});

const anyCandidates = fc
  .array(
    fc.record({
      asset: fc.constantFrom("A", "B", "C", "D", "E", "F"),
      run: fc.nat(2),
      sizeBytes: fc.integer({ min: 1, max: 1_000 }),
      seconds: fc.integer({ min: 1, max: 100 }),
      triedDays: fc.option(fc.nat(30), { nil: null }),
      vaultDays: fc.option(fc.nat(60), { nil: null }),
      everyDays: fc.integer({ min: 1, max: 14 }),
      isRisky: fc.boolean(),
      hasDuplicate: fc.boolean(),
    }),
    { maxLength: 14 },
  )
  .map((specs) => {
    const copies = specs.map((spec) => {
      const one = aCandidate(spec.asset, {
        ...(spec.triedDays === null ? {} : tried(spec.triedDays, "proven")),
        vaultTriedAtMs: spec.vaultDays === null ? null : NOW_MS - spec.vaultDays * DAY_MS,
        runId: `run-${spec.run}`,
        isNewest: spec.run === 0,
        everyMs: spec.everyDays * DAY_MS,
        seconds: spec.seconds,
        risks: spec.isRisky ? ["anomaly"] : [],
      });
      const sized = { ...one, copy: { ...one.copy, sizeBytes: spec.sizeBytes } };
      return spec.hasDuplicate ? [sized, duplicateOf(sized)] : [sized];
    });
    const unique = new Map(
      copies.flat().map((one) => [`${one.series.asset} ${one.runId} ${one.copy.vault}`, one]),
    );
    return [...unique.values()];
  });
const anyBudget = fc.record({
  time: fc.integer({ min: 0, max: 300 }),
  bytes: fc.integer({ min: 0, max: 3_000 }),
  sandboxes: fc.nat(5),
  extras: fc.nat(3),
});

describe("chooseCopies() whatever the copies and the budget", () => {
  test("takes no copy twice, of a due series one, and never more than the budget", () => {
    fc.assert(
      fc.property(anyCandidates, anyBudget, (candidates, budget) => {
        const { chosen } = choose(candidates, budget);
        const uris = chosen.map(({ candidate: c }) => `${c.runId} ${c.copy.uri}`);
        expect(new Set(uris).size).toBe(uris.length);
        const due = chosen.filter(({ reason }) => reason === "due");
        expect(new Set(due.map(({ candidate }) => candidate.series.asset)).size).toBe(due.length);
        for (const vault of ["dc1", "dc2"]) {
          const taken = chosen.filter(({ candidate }) => candidate.copy.vault === vault);
          const sum = (of: (one: Candidate) => number) =>
            taken.reduce((total, { candidate }) => total + of(candidate), 0);
          expect(sum(({ seconds }) => seconds)).toBeLessThanOrEqual(budget.time);
          expect(sum(({ copy }) => Number(copy.sizeBytes))).toBeLessThanOrEqual(budget.bytes);
          expect(taken.length).toBeLessThanOrEqual(budget.sandboxes);
          const extras = taken.filter(({ reason }) => reason === "risk");
          expect(extras.length).toBeLessThanOrEqual(budget.extras);
        }
      }),
    );
  });

  test("chooses the same in whatever order the copies come", () => {
    fc.assert(
      fc.property(anyCandidates, anyBudget, fc.nat(), (candidates, budget, turn) => {
        const at = candidates.length === 0 ? 0 : turn % candidates.length;
        const turned = [...candidates.slice(at), ...candidates.slice(0, at)].reverse();
        expect(namesOf(choose(turned, budget))).toEqual(namesOf(choose(candidates, budget)));
      }),
    );
  });

  test("with budget enough covers every due series; what is left out is said", () => {
    fc.assert(
      fc.property(anyCandidates, anyBudget, (candidates, budget) => {
        const isDue = (choice: Choice) =>
          new Set(
            [...choice.chosen, ...choice.left]
              .filter(({ reason }) => reason === "due")
              .map(({ candidate }) => seriesKey(candidate.series)),
          );
        const ample = choose(candidates);
        expect(ample.left).toEqual([]);
        const scarce = choose(candidates, budget);
        expect(isDue(scarce)).toEqual(isDue(ample));
      }),
    );
  });
});

describe("round after round", () => {
  type Known = { triedMs: number | null; readonly vaults: Map<string, number> };

  /** The rounds of `days` days over series of two vaults each; what each round verified. */
  function holdRounds(seconds: readonly number[], days: number, budget: Partial<VaultBudget>) {
    const known = seconds.map((): Known => ({ triedMs: null, vaults: new Map() }));
    return Array.from({ length: days }, (_, day) => {
      const nowMs = NOW_MS + day * DAY_MS;
      const candidates = seconds.flatMap((cost, index) => {
        const { triedMs, vaults } = known[index] ?? { triedMs: null, vaults: new Map() };
        const one = aCandidate(`S${index}`, {
          seconds: cost,
          lastAttempt:
            triedMs === null
              ? null
              : { finishedAtMs: triedMs, outcome: "proven", runId: `run-${day}` },
          vaultTriedAtMs: vaults.get("dc1") ?? null,
        });
        return [one, duplicateOf(one, { vaultTriedAtMs: vaults.get("dc2") ?? null })];
      });
      const { chosen } = choose(candidates, budget, nowMs);
      for (const { candidate } of chosen) {
        const series = known[Number(candidate.series.asset.slice(1))];
        if (series) series.triedMs = nowMs;
        series?.vaults.set(candidate.copy.vault, nowMs);
      }
      return chosen.map(({ candidate }) => [candidate.series.asset, candidate.copy.vault] as const);
    });
  }

  test("each series is proven within its period, its vaults in turn", () => {
    const rounds = holdRounds(
      Array.from({ length: 20 }, () => 10),
      60,
      {},
    );
    for (let series = 0; series < 20; series++) {
      const turns = rounds.flatMap((chosen, day) =>
        chosen.filter(([asset]) => asset === `S${series}`).map(([, vault]) => ({ day, vault })),
      );
      expect(turns[0]?.day).toBe(0);
      for (const [at, turn] of turns.slice(1).entries()) {
        expect(turn.day - (turns[at]?.day ?? 0)).toBeLessThanOrEqual(7);
        expect(turn.vault).not.toBe(turns[at]?.vault);
      }
      expect(turns.length).toBeGreaterThanOrEqual(8);
    }
  });

  test("nothing that fits an empty budget starves, however scarce it is", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1 }), (seconds) => {
        const rounds = holdRounds(seconds, 2 * seconds.length + 1, { time: 100 });
        const proven = new Set(rounds.flat().map(([asset]) => asset));
        expect(proven.size).toBe(seconds.length);
      }),
      { numRuns: 40 },
    );
  });
});
