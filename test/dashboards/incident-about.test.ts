import { expect, test } from "vitest";
import { commonNames } from "../../dashboards/board/page/incidents/incident-data.ts";
import { isOfVigie } from "../../schemas/is-of-vigie.ts";
import { findingOf } from "./board-rows.ts";

test("an incident of a common cause is named for what its series share, not for Vigie", () => {
  const cause = { tenant: "acme", source: "/jobs/acme" };
  const parent = findingOf(null, { kind: "unprotected", evidence: { cause, members: 6 } });
  expect(commonNames(parent)).toEqual(["acme", "/jobs/acme"]);
  expect(isOfVigie(parent.kind)).toBe(false);
});

test("an incident of Vigie is named for Vigie", () => {
  const failed = findingOf(null, { kind: "pager-failed", evidence: {} });
  expect(commonNames(failed)).toEqual([]);
  expect(isOfVigie(failed.kind)).toBe(true);
});
