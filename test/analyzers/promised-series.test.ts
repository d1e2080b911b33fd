import { expect, test } from "vitest";
import { toSeriesStateRow } from "../../ingest/writer/to-series-state-row.ts";
import { seriesStateSchema } from "../../schemas/series-state.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aProof, backup, DAY, tellProofs } from "./tell-proofs.ts";
import { instant, readDecision } from "./tell-story.ts";

const HOUR_MS = 3_600_000;
const GRACE_HOURS = 12;
const WEEKLY = { verification: { every: "7d", level: "restored" } };

test("a series says what its policy promises, and nothing of what it does not", () => {
  const story = tellProofs({
    ...WEEKLY,
    copies: { required: ["primary", "duplicate"], within: "6h" },
    retention: { keep: "14d" },
    objectives: { rto: "4h" },
  });
  story.at(2, ...backup("n1", 2));
  const seen = seriesStateSchema.parse(story.seen());
  expect(toSeriesStateRow(seen)).toMatchObject({
    expected_copies: ["primary", "duplicate"],
    ...{ copies_within_ms: 6 * HOUR_MS, keep_ms: 14 * DAY * HOUR_MS },
    ...{ purge_within_ms: 2 * DAY * HOUR_MS, proof_every_ms: 7 * DAY * HOUR_MS },
    ...{ proof_level: "restored", rto_ms: 4 * HOUR_MS, rpo_ms: null },
  });
});

test("a duration of more than a century is a century", () => {
  const story = tellProofs({ objectives: { rpo: "99999999999999999999d" } });
  story.at(2, ...backup("n1", 2));
  expect(seriesStateSchema.parse(story.seen()).promises?.rpoMs).toBe(36_525 * DAY * HOUR_MS);
});

test("the next proof is due from the first copy on, then from each proof", () => {
  const story = tellProofs(WEEKLY);
  story.at(2, ...backup("n1", 2));
  expect(story.seen()?.proofDueAt).toBe(instant(2 + 7 * DAY + GRACE_HOURS));
  story.prove(30, aProof("n1", 30));
  expect(story.seen()?.proofDueAt).toBe(instant(30 + 7 * DAY + GRACE_HOURS));
  // It stays due once it is overdue.
  story.until(10 * DAY);
  story.at(10 * DAY, ...backup("n2", 10 * DAY));
  expect(story.seen()?.proofDueAt).toBe(instant(30 + 7 * DAY + GRACE_HOURS));
});

test("while a series is paused no proof is due", () => {
  const story = tellProofs(WEEKLY);
  story.at(2, ...backup("n1", 2));
  const about = { series: VISITOR_DB };
  story.decide(5, readDecision(5, { kind: "pause", about, until: instant(40) }));
  expect(story.seen()?.proofDueAt).toBeUndefined();
  story.until(41);
  expect(story.seen()?.proofDueAt).toBe(instant(2 + 7 * DAY + GRACE_HOURS));
});
