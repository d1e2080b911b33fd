import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { listIncidents } from "../../alerts/list-incidents.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";

const SAID = { time: "2026-11-17T06:05:00Z", author: "Ada", reason: "on it" };
const DECISIONS = ["1", "2", "3"].map((last) => `0b9fc1f2-6f0d-4c0c-9d1a-6a5a8f1f0c1${last}`);

test("what no store can keep is left out, and what comes after it is told", async () => {
  const world = await openAlertsWorld();
  const alerts = await world.start();
  const [comment = "", assign = "", acknowledge = ""] = DECISIONS;
  const finding = aFinding();
  await world.say(finding, { ...resolvedOf(finding), resolution: "it\0ended" });
  await world.pass(60_000);
  const incident: string = JSON.parse(world.receiver.received[0]?.text ?? "").incident.id;
  await world.decide(
    { ...SAID, kind: "comment", id: comment, incident, reason: "it\0is" },
    { ...SAID, kind: "assign", id: assign, incident, to: "Bo\0" },
    { ...SAID, kind: "acknowledge", id: acknowledge, incident },
  );
  await world.pass(60_000);
  expect(world.told()).toEqual(["opened missing", "acknowledged missing"]);
  const left = world.lines.filter(({ msg }) => msg.startsWith("Cannot read"));
  expect(left).toHaveLength(3);
  await alerts.stop();
  await world.close();
});

/** As long as names may be, of letters that no index can compress. */
function longName(seed: string): string {
  const letters = Array.from({ length: 512 }, (_, at) => {
    const digest = createHash("sha256").update(`${seed}${at}`).digest();
    return String.fromCodePoint(0x4e00 + (digest.readUInt16BE() % 0x5000));
  });
  return letters.join("");
}

test("what has the longest names is told, and known again when it comes back", async () => {
  const world = await openAlertsWorld();
  const alerts = await world.start();
  const series = {
    ...VISITOR_DB,
    ...{ tenant: longName("tenant"), product: longName("product"), site: longName("site") },
    ...{ instance: longName("instance"), asset: longName("asset") },
  };
  const finding = aFinding({ kind: "failed", series });
  await world.say(finding, resolvedOf(finding));
  await world.pass(60_000);
  const openedAt = "2026-11-17T07:40:00Z";
  await world.say({ ...finding, id: "f".repeat(32), openedAt });
  await world.pass(30 * 60_000);
  expect(await listIncidents(world.state)).toHaveLength(1);
  await alerts.stop();
  await world.close();
});
