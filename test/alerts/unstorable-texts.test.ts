import { expect, test } from "vitest";
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
