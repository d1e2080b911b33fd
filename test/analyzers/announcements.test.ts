import { expect, test } from "vitest";
import { createAnnouncements } from "../../analyzers/changes/announcements.ts";
import type { EventOf } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { hour, readEvent } from "./tell-story.ts";

const SERIES = {
  tenant: "acme",
  environment: "production",
  product: "visitor",
  site: "paris",
  assetKind: "sql-database",
  instance: "par-sql-03",
  asset: "VisitorDb",
  backupType: "full",
} as const;

function announce(match: object, [from, to]: readonly [number, number]) {
  const span = { from: instantToJson(hour(from)), to: instantToJson(hour(to)) };
  const event = readEvent("change.announced", {
    match,
    ...span,
    kind: "purge",
    reason: "old data",
  });
  return event as EventOf<"vigie.change.announced.v1">;
}

test("An announced change holds for the series it matches, both ends of its span included", () => {
  const announcements = createAnnouncements();
  announcements.note(announce({ tenant: "acme", asset: "Visitor*" }, [10, 20]));
  const reasons = (atMs: number, series: typeof SERIES | object = {}) =>
    announcements.at({ ...SERIES, ...series }, atMs).map(({ reason }) => reason);
  expect([9.9, 10, 20, 20.1].map((at) => reasons(hour(at)).length)).toEqual([0, 1, 1, 0]);
  expect(reasons(hour(15), { tenant: "other" })).toEqual([]);
});

test("An announced change that names an unknown attribute is about no series", () => {
  const announcements = createAnnouncements();
  announcements.note(announce({ database: "VisitorDb" }, [10, 20]));
  expect(announcements.at(SERIES, hour(15))).toEqual([]);
});
