import { expect, test } from "vitest";
import { findBreaches } from "../../verifiers/checks/find-breaches.ts";
import { judgeRowCounts } from "../../verifiers/checks/judge-row-counts.ts";
import { makeProof } from "./make-proof.ts";

const NOW = { "public.visits": 100, "visitor.badges": 50 };

test.each([
  ["within its bounds", { visits: { min: 100, max: 100 } }, 0],
  ["with its schema", { "public.visits": { min: 101 } }, 1],
  [
    "in brackets and of another case",
    { "[Public].[Visits]": { min: 101 }, BADGES: { min: 50 } },
    1,
  ],
  ["too few", { visits: { min: 101 } }, 1],
  ["too many", { badges: { max: 49 } }, 1],
  ["gone", { rooms: { min: 0 } }, 1],
  ["changed by as much as it may", { visits: { change: 0.25 } }, 0],
  ["changed by more", { visits: { change: 0.24 } }, 1],
])("a table that is %s", (_, bounds, breaches) => {
  const found = findBreaches(NOW, { "public.visits": 80 }, bounds);
  expect(found).toHaveLength(breaches);
});

test("what may change freely is not held to the share that must be kept", () => {
  const last = { ...makeProof("1"), rowCounts: { "public.visits": 1_000 } };
  const sealed = { ...last, previous: "", hash: "", key: "", signature: "" };
  expect(judgeRowCounts(NOW, sealed).verdict).toBe("fail");
  expect(judgeRowCounts(NOW, sealed, { visits: { change: 1 } }).verdict).toBe("pass");
});
