import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { eventSchema } from "../../../schemas/events.ts";
import { DEFAULT_PARAMETERS, damageSpan } from "./bench-parameters.ts";
import { eventToJson } from "./event-to-json.ts";
import { type Found, findDamage, SHOWN_KINDS } from "./find-damage.ts";
import { type Generated, generate } from "./generate.ts";
import { type Label, PLANTED_KINDS, type PlantedKind, STATISTICAL_KINDS } from "./label.ts";
import { QUANTITIES } from "./rivals/strangeness.ts";
import { only, untroubled } from "./small-parameters.ts";

const FULL = {
  ...DEFAULT_PARAMETERS,
  series: 24,
  days: 80,
  delivery: { ...DEFAULT_PARAMETERS.delivery, beatsEveryMs: [30 * 60_000] },
};

/** What is planted with it of one cause. */
const FOLLOWS: Partial<Record<PlantedKind, readonly PlantedKind[]>> = {
  failed: ["missing"],
  "copy-late": ["copy-missing"],
};
/** A copy is lost or changed up to so long after the slot of its run. */
const AFTERWARDS_MS = 6 * 86_400_000;

function digest({ events, policies, labels, circumstances }: Generated): string {
  const told = [events.map(eventToJson), policies, labels, circumstances];
  return hash("sha256", JSON.stringify(told));
}

describe("generate()", () => {
  test("gives the same history for the same seed, and another for another", () => {
    const first = digest(generate(FULL));
    expect(digest(generate(FULL))).toBe(first);
    expect(digest(generate({ ...FULL, seed: 2 }))).not.toBe(first);
  });

  test("makes events of the contract, in order of receipt", () => {
    const { events, untilMs } = generate(FULL);
    const types = new Set(events.map(({ type }) => type));
    expect(types.size).toBeGreaterThanOrEqual(6);
    for (const event of events) expect(eventSchema.parse(eventToJson(event))).toEqual(event);
    const received = events.map(({ receivedtime }) => receivedtime ?? 0);
    expect(received).toEqual([...received].sort((a, b) => a - b));
    expect(Math.max(...received)).toBeLessThanOrEqual(untilMs);
  });

  test.each([1, 2, 3, 4])("makes whole milliseconds and known slots of seed %i too", (seed) => {
    const shares = { ...FULL.shares, bornLater: 0.4, retired: 0.5, movedCopies: 0.1 };
    const { events, labels } = generate({ ...FULL, seed, shares, days: 60 + 10 * seed });
    for (const { time, receivedtime } of events)
      expect([Number.isSafeInteger(time), Number.isSafeInteger(receivedtime)]).toEqual([
        true,
        true,
      ]);
    for (const { fromMs, toMs } of labels) expect(toMs).toBeGreaterThanOrEqual(fromMs);
  });

  test("labels nothing where nothing is planted", () => {
    const generated = generate(untroubled());
    expect(generated.labels).toEqual([]);
    for (const kind of SHOWN_KINDS) expect(findDamage(generated, kind), kind).toEqual([]);
  });

  test("never lets a heartbeat vouch for what comes after it", () => {
    const { events, lines } = generate(FULL);
    const vouchedMs = new Map<string, number>();
    const collectors = new Map(lines.map(({ source, collector }) => [source, collector]));
    for (const event of events) {
      if (event.type === "vigie.collector.heartbeat.v1")
        vouchedMs.set(event.data.collector, event.data.watermark);
      const collector = collectors.get(event.source);
      const isRun = event.type.startsWith("vigie.backup.");
      const isHeldBack = (event.receivedtime ?? 0) - event.time > 95_000;
      if (collector && isRun && !isHeldBack)
        expect(event.time).toBeGreaterThan(vouchedMs.get(collector) ?? 0);
    }
  });

  test.each(PLANTED_KINDS)("labels %s and nothing else where only that is planted", (kind) => {
    const { labels } = generate(only(kind));
    const expected = new Set<string>([kind, ...(FOLLOWS[kind] ?? [])]);
    expect(new Set(labels.map((label) => label.kind))).toEqual(expected);
    const span = damageSpan(only(kind));
    for (const label of labels) {
      expect(label.fromMs).toBeGreaterThanOrEqual(span.fromMs);
      expect(label.detectableAtMs).toBeGreaterThanOrEqual(label.fromMs);
      expect(label.hitUntilMs).toBeGreaterThan(label.detectableAtMs);
    }
  });

  test.each(SHOWN_KINDS)("labels %s just where the events show it", (kind) => {
    const generated = generate(only(kind));
    const labels = generated.labels.filter((label) => label.kind === kind);
    const found = findDamage(generated, kind);
    const isOf = (label: Label, { subject, dueMs }: Found) =>
      label.subject === subject && label.fromMs - AFTERWARDS_MS <= dueMs && dueMs <= label.toMs;
    expect(labels.length).toBeGreaterThan(0);
    expect(found.filter((damage) => !labels.some((label) => isOf(label, damage)))).toEqual([]);
    expect(labels.filter((label) => !found.some((damage) => isOf(label, damage)))).toEqual([]);
  });

  test.each(STATISTICAL_KINDS)("labels as %s runs that are far from what is true", (kind) => {
    const { labels, runs } = generate(only(kind));
    const { of, sign } = QUANTITIES[kind];
    for (const { subject, fromMs, toMs, tier } of labels) {
      const damaged = (runs.get(subject) ?? []).filter(
        ({ startedAtMs, finishedAtMs }) => startedAtMs >= fromMs && finishedAtMs <= toMs,
      );
      const off = damaged.map((run) => sign * (of(run).log - of(run).mean));
      expect(Math.max(...off), tier).toBeGreaterThan(0.05);
    }
  });
});
