import { expect, test } from "vitest";
import { advanceThrough } from "../../analyzers/detection/advance-through.ts";
import { createDetection } from "../../analyzers/detection/create-detection.ts";
import { createPackedMemory } from "../../analyzers/packing/create-packed-memory.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import type { Finding } from "../../schemas/finding.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, readPolicy, speakOf } from "./tell-story.ts";

const DAYS = 8;
const WARM_UP_DAYS = 2;
/** Of a fleet, those of one instance. */
const FAILING = 12;
const POLICY = {
  reportedBy: "sql",
  copies: { required: ["primary", "duplicate"], within: "6h" },
  retention: { keep: "7d" },
};
const covers = { sources: ["/sql/"], vaults: ["primary-vault", "duplicate-vault"] };

/** Some daily series that all sleep between any two words, and how often one is woken. */
function openEstate(count: number, policy: object = {}) {
  const memory = createPackedMemory();
  const counted = { wakings: 0 };
  const read = (place: number) => {
    counted.wakings += 1;
    return memory.read(place);
  };
  const packed = { ...memory, read };
  const policies = [readPolicy({ ...POLICY, ...policy })];
  const detection = createDetection({ policies, packed, awakeBytesMax: 0 });
  const findings: Finding[] = [];
  const speakers = Array.from({ length: count }, (_, index) =>
    speakOf({ ...VISITOR_DB, asset: `db-${index}`, instance: index < FAILING ? "a" : "b" }),
  );
  const hear = (at: number, event: VigieEvent) => {
    findings.push(...advanceThrough(detection, hour(at)), ...detection.accept(event, hour(at)));
    detection.changedSeries();
  };
  const beat = (at: number) => hear(at, heartbeat("sql", at, covers));
  return { counted, findings, speakers, hear, beat };
}

test("a day on which all is well wakes a series for what is said of it, and twice besides", () => {
  const { counted, findings, speakers, hear, beat } = openEstate(1);
  const [speaker] = speakers;
  if (!speaker) throw new Error("nobody speaks");
  let before = 0;
  for (let day = 0; day < DAYS; day += 1) {
    if (day === WARM_UP_DAYS) before = counted.wakings;
    for (let at = 0; at < 24; at += 0.5) {
      if (at === 1.5) {
        hear(24 * day + at, speaker.succeeded(`r${day}`, [24 * day + 1, 24 * day + 1.4]));
        hear(24 * day + at, speaker.observed(`r${day}`, "primary", 24 * day + 1.45));
        hear(24 * day + at, speaker.observed(`r${day}`, "duplicate", 24 * day + 1.45));
      }
      beat(24 * day + at);
    }
  }
  // When it is due, and when its copies are.
  const [words, alarms] = [3, 2];
  expect((counted.wakings - before) / (DAYS - WARM_UP_DAYS)).toBeLessThanOrEqual(words + alarms);
  expect(findings.filter(({ severity }) => severity !== "info")).toEqual([]);
});

test("to say how many of a fleet were due wakes none of those that sleep", () => {
  const every = { schedule: { every: "24h", startWithin: "1h", finishWithin: "6h" } };
  const { counted, findings, speakers, hear, beat } = openEstate(60, every);
  beat(0.5);
  for (const night of [0, 1]) {
    for (const [index, { succeeded }] of speakers.entries())
      if (night === 0 || index >= FAILING)
        hear(24 * night + 2, succeeded(`r${night}`, [24 * night + 1, 24 * night + 1.4]));
    if (night === 0) beat(20);
  }
  const before = counted.wakings;
  beat(24 + 3);
  const [parent] = findings.filter(({ series, kind }) => series === null && kind === "late");
  expect(parent?.evidence).toMatchObject({ members: FAILING, due: FAILING });
  // By our clock, from which on they are unknown, and by the watermark.
  expect(counted.wakings - before).toBe(2 * FAILING);
});
