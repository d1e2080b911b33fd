import { expect, test } from "vitest";
import { seeStandstill } from "../../../app/commands/see-standstill.ts";
import type { SlotState } from "../../../schemas/series-state.ts";

const NOW_MS = Date.parse("2026-11-20T12:00:00Z");
const MINUTE_MS = 60_000;

function row(state: SlotState, nextSlot: string | null) {
  return { state, nextSlot, updatedAt: "2026-11-20T01:00:00Z" };
}

test("what looks good is unknown once its next slot is past, what is bad stays", () => {
  const past = "2026-11-20T11:56:59Z";
  const states = (["filled", "waiting", "running", "skipped", "missing", "late"] as const).map(
    (state) => row(state, past),
  );
  const seen = seeStandstill(states, { watch: "elsewhere", nowMs: NOW_MS });
  expect(seen?.rows.map(({ state }) => state)).toEqual([
    ...["missing", "late", "unknown", "unknown", "unknown", "unknown"],
  ]);
  expect(seen?.unjudged).toBe(6);
});

test("a store on a server is doubted three minutes after a slot that nobody judged", () => {
  const states = [row("filled", "2026-11-20T12:00:00Z"), row("unprotected", null)];
  const at = (nowMs: number) => seeStandstill(states, { watch: "elsewhere", nowMs });
  expect(at(NOW_MS + 3 * MINUTE_MS)).toBeNull();
  expect(at(NOW_MS + 3 * MINUTE_MS + 1)).toMatchObject({
    unjudged: 1,
    asOf: row("filled", null).updatedAt,
  });
});

test("a process that has the store judges by its own clock", () => {
  const states = [row("filled", "2026-10-26T00:00:00Z")];
  expect(seeStandstill(states, { watch: "runs", nowMs: NOW_MS })).toBeNull();
  expect(seeStandstill([], { watch: "absent", nowMs: NOW_MS })).toBeNull();
});
