import { expect, test } from "vitest";
import { openZone } from "../../platform/calendar/open-zone.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { hour, START_MS, speakOf, tellStory } from "./tell-story.ts";

const DAY_MS = 86_400_000;
const learned = { learned: true };

/** Nightly sizes at an hour of a zone's clocks, and what was told of them. */
function tellNights(zone: string, at: number, megabytesOn: (local: Date) => number) {
  const tellWith = (policy: object, others: readonly object[] = []) => {
    const story = tellStory([policy, ...others]);
    for (let day = 0; day < 200; day++) {
      const midnightMs = START_MS + day * DAY_MS;
      const beganMs = midnightMs + at * 3_600_000 - openZone(zone).spanAt(midnightMs).offsetMs;
      const began = (beganMs - hour(0)) / 3_600_000;
      const sizeBytes = Math.round(megabytesOn(new Date(midnightMs)) * (1 + (day % 7) / 500)) * 1e6;
      const run = speakOf(VISITOR_DB).succeeded(`n${day}`, [began, began + 0.2], { sizeBytes });
      story.at(began + 0.3, run);
    }
    return story.all().filter(({ kind }) => kind === "oversized");
  };
  return tellWith;
}

const isMonthEnd = (local: Date) => new Date(local.getTime() + DAY_MS).getUTCDate() === 1;
const evenings = tellNights("America/Los_Angeles", 19, (local) => (isMonthEnd(local) ? 150 : 100));
const zone = "America/Los_Angeles";

test("a month's end is that of the zone which a learned schedule names", () => {
  expect(evenings({ schedule: { ...learned, zone } }).length).toBeLessThanOrEqual(1);
});

test("a month's end is that of the policy's maintenance where no schedule names a zone", () => {
  const maintenance = [{ dates: ["01-01"], zone, reason: "New Year" }];
  expect(evenings({ schedule: { every: "24h" }, maintenance }).length).toBeLessThanOrEqual(1);
});

test("a month's end is that of the only zone which policies name, else of UTC", () => {
  const another = (of: string) => ({
    name: of,
    match: { tenant: "another" },
    schedule: { cron: "0 1 * * *", zone: of },
  });
  const policy = { schedule: "learned" };
  expect(evenings(policy, [another(zone)]).length).toBeLessThanOrEqual(1);
  expect(evenings(policy, [another(zone), another("Europe/Paris")]).length).toBeGreaterThan(2);
});
