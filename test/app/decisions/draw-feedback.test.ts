import { afterAll, beforeAll, expect, test } from "vitest";
import { drawFeedback } from "../../../app/decisions/draw-feedback.ts";
import type { OpenedStore } from "../../../platform/store/open-store.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { aFinding } from "../../alerts/a-finding.ts";
import { NOW_MS } from "../../ingest/make-event.ts";
import { type Ground, openGround, openGroundStore } from "../../ingest/open-ground.ts";

let ground: Ground;
let store: OpenedStore;
beforeAll(async () => {
  ground = await openGround();
  store = await openGroundStore(ground);
});
afterAll(async () => {
  await store.close();
  await ground.close();
});

function draw(kind: "expected" | "false-alarm", rule: string) {
  const id = "00000000-0000-4000-8000-000000000001";
  const said = { id, time: instantToJson(NOW_MS), author: "Ada", reason: "empty on purpose" };
  const finding = aFinding({ kind: "undersized", runId: "z1", evidence: { rule } });
  return drawFeedback(finding, kind, { store: store.people, nowMs: NOW_MS, said });
}

test("a false alarm of what statistics found says how much wider its threshold is", async () => {
  const { changes, effect, decision } = await draw("false-alarm", "baseline");
  expect(changes).toContain("The value of run z1 is learned.");
  expect(changes.at(-1)).toBe(
    "The threshold of undersized for this series is 1.15 times as wide now.",
  );
  expect(effect).toMatchObject({ widening: 1.15 });
  expect(decision).toMatchObject({ finding: { rule: "baseline" } });
});

test.each([
  [
    "minimum",
    "No threshold widens: the minimum of its policy decided. Mend the policy if that is wrong.",
  ],
  ["empty", "No threshold widens: an empty backup is told whatever is usual."],
])("a false alarm of what the rule %s found widens nothing, and says so", async (rule, last) => {
  const { changes, effect, decision } = await draw("false-alarm", rule);
  expect(changes.at(-1)).toBe(last);
  expect(effect).not.toHaveProperty("widening");
  expect(decision).toMatchObject({ finding: { rule } });
  expect((await draw("expected", rule)).changes.join()).not.toContain("threshold");
});
