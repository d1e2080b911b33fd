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
] as const)("fleetVerdict() of %j and %i open criticals is %s", (of, criticals, tone, text) => {
  const counts = Object.entries(of).map(([state, series]) => ({
    state: state as SlotState,
    series,
  }));
  expect(fleetVerdict(counts, criticals, words)).toEqual({ tone, text });
});
