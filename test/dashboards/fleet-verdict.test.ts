import { expect, test } from "vitest";
import { fleetVerdict } from "../../dashboards/board/page/fleet/fleet-verdict.ts";
import { FLEET_WORDS } from "../../dashboards/board/page/fleet/fleet-words.ts";
import type { SlotState } from "../../schemas/series-state.ts";

const { verdict: words } = FLEET_WORDS.en;

test.each([
  [{}, 0, "unknown", "No series yet"],
  [{ filled: 8 }, 0, "good", "All 8 series are backed up or not due"],
  [
    { filled: 8 },
    6,
    "critical",
    "All 8 series are backed up or not due, but 6 critical findings are open",
  ],
  [{ filled: 7, unknown: 1 }, 0, "unknown", "The state of 1 of 8 series is unknown"],
  [
    { filled: 7, unknown: 1 },
    1,
    "critical",
    "The state of 1 of 8 series is unknown, but 1 critical finding is open",
  ],
  [{ filled: 7, late: 1 }, 0, "warning", "1 of 8 series lacks its backup"],
  [
    { filled: 7, late: 1 },
    2,
    "critical",
    "1 of 8 series lacks its backup, 2 critical findings are open",
  ],
  [
    { filled: 5, missing: 2, unknown: 1 },
    3,
    "critical",
    "2 of 8 series lack their backup, 1 more unknown, 3 critical findings are open",
  ],
  [
    { filled: 2, missing: 1, unprotected: 6 },
    1,
    "critical",
    "1 of 9 series lacks its backup, 6 more under no policy, 1 critical finding is open",
  ],
  [{ filled: 3, unprotected: 6 }, 0, "warning", "6 of 9 series are under no policy"],
  [
    { filled: 3, unprotected: 1, unknown: 1 },
    1,
    "critical",
    "1 of 5 series is under no policy, 1 more unknown, but 1 critical finding is open",
  ],
] as const)("fleetVerdict() of %j and %i open criticals is %s", (of, criticals, tone, text) => {
  const counts = Object.entries(of).map(([state, series]) => ({
    state: state as SlotState,
    series,
  }));
  expect(fleetVerdict(counts, criticals, words)).toEqual({ tone, text });
});

test("fleetVerdict() counts in French what is under no policy apart from what lacks a backup", () => {
  const counts = [
    { state: "missing", series: 1 },
    { state: "unprotected", series: 6 },
    { state: "filled", series: 2 },
  ] as const;
  const { verdict } = FLEET_WORDS.fr;
  const [, ...covered] = counts;
  expect(fleetVerdict(counts, 0, verdict).text).toBe(
    "1 série sur 9 sans sa sauvegarde, 6 autres sans politique",
  );
  expect(fleetVerdict(covered, 0, verdict).text).toBe("6 séries sur 8 sans politique");
});
