import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runBacktest } from "../../../../analyzers/backtest/run-backtest.ts";
import { eventSchema } from "../../../../schemas/events.ts";
import { eventToJson } from "../event-to-json.ts";
import { listRealFlags, renderRealFlags } from "./list-real-flags.ts";
import { dailyPolicy, REAL_SERIES_DIRECTORY, rowsToEvents } from "./read-real-series.ts";

test("rowsToEvents() makes one run of each row, at its instant and with its size", () => {
  const [event] = rowsToEvents("moma-artworks", ["2016-05-16T08:34:23-04:00,51471413,sha256:bc4f"]);
  expect(event?.data.finishedAt).toBe(Date.UTC(2016, 4, 16, 12, 34, 23));
  expect(event?.data.sizeBytes).toBe(51_471_413n);
  expect(eventSchema.parse(event && eventToJson(event))).toEqual(event);
});

test("rowsToEvents() refuses a row that is none", () => {
  expect(() => rowsToEvents("moma-artworks", ["yesterday,51471413,"])).toThrow(/Line 2/);
  expect(() => rowsToEvents("moma-artworks", ["2016-05-16T08:34:23-04:00,-1,"])).toThrow(/Line 2/);
});

const isThere = existsSync(REAL_SERIES_DIRECTORY);

describe.skipIf(!isThere)(`the real series${isThere ? "" : " (skipped: no samples)"}`, () => {
  test("run through the detection, and each flag can be explained", async () => {
    const flags = await listRealFlags(["rki-infections", "rki-vaccination", "dpc-regions"]);
    for (const { series, findings } of flags) {
      expect(series.events.length, series.name).toBeGreaterThan(100);
      for (const { kind, evidence, summary } of findings) {
        expect(Object.keys(evidence).length, `${series.name}: ${kind}`).toBeGreaterThan(0);
        expect(summary.en.length, kind).toBeGreaterThan(20);
        expect(summary.fr.length, kind).toBeGreaterThan(20);
      }
    }
    expect(renderRealFlags(flags)).toContain("rki-infections");
  });
});

test("a history like a real one with an empty file in it is flagged, and nothing else", async () => {
  const rows = Array.from({ length: 40 }, (_, day) => {
    const finished = new Date(Date.UTC(2026, 0, 1 + day, 3)).toISOString();
    return `${finished},${day === 30 ? 0 : 273_000_000 + 40_000 * day},`;
  });
  const events = rowsToEvents("rki-infections", rows);
  const findings = await runBacktest({ events, policies: [dailyPolicy("rki-infections")] });
  expect(findings.map(({ kind, runId }) => [kind, runId])).toEqual([
    ["undersized", "rki-infections-30"],
  ]);
});
