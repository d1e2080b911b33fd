import { expect, test } from "vitest";
import { policySchema } from "../../../schemas/policy.ts";
import { judgeFreshness } from "../../../verifiers/checks/judge-freshness.ts";
import { openDatabase } from "../../../verifiers/sandboxes/sql-server-rows/open-database.ts";
import { readNewest } from "../../../verifiers/sandboxes/sql-server-rows/read-newest.ts";
import { expectBothLanguages } from "../expect-both-languages.ts";
import { toSource } from "../formats/to-source.ts";
import { writeVisits } from "../sql-server-rows/write-visits.ts";

const VISITS = [{ at: "2026-11-19T08:00:00Z" }, { at: null }];
const FRESHNESS = { table: "Visits", column: "At", maxAge: "26h" };
const { verification } = policySchema.parse({
  ...{ name: "daily", match: {}, schedule: { cron: "0 1 * * *" } },
  verification: { every: "7d", freshness: FRESHNESS },
});

test.each([
  ["2026-11-19T09:00:00Z", 2, "pass"],
  ["2026-11-22T08:00:00Z", 2, "fail"],
  ["2026-11-19T09:00:00Z", 3, "pass"],
  ["2026-11-22T08:00:00Z", 3, "inconclusive"],
])(
  "of a run at %s whose two rows are recorded as %i, freshness is a %s",
  async (startedAt, recordedRows, verdict) => {
    const database = await openDatabase(toSource(writeVisits(VISITS, { recordedRows })));
    const newest = (await readNewest(database, FRESHNESS)) ?? expect.fail();
    const asked = verification?.freshness ?? expect.fail();
    const check = judgeFreshness(asked, newest, Date.parse(startedAt));
    expect(check.verdict).toBe(verdict);
    expectBothLanguages(check.reason);
  },
);
